package org.prunescope.gateway.persistence;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.event.RunState;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.experiment.VariantId;
import org.prunescope.contract.position.Position;

/**
 * Where a run stands, for people.
 *
 * @param partition of all its events
 * @param attempt from 1; 0 while the pruner has said nothing
 * @param position of its newest checkpoint; null before the first
 * @param updates that it has to make itself, its trunk's not counted
 * @param updatesMade of these
 * @param reason why it or its measurement failed; of a measured run, why measuring it again did:
 *     its older numbers stand
 * @param detail one sentence on the reason
 * @param blockedBy the trunk that ended before the fork
 * @param lastProgressAt when the pruner last said something new of it; null while it has said
 *     nothing
 * @param redriven how often the watchdog has re-driven it since it last got further
 * @param stalled whether the watchdog has given it up: nothing came of re-driving it
 */
public record RunStatus(
    RunId run,
    VariantId variant,
    long seed,
    int partition,
    RunState state,
    int attempt,
    @Nullable Position position,
    long updates,
    long updatesMade,
    @Nullable String reason,
    @Nullable String detail,
    @Nullable RunId blockedBy,
    @Nullable Instant lastProgressAt,
    int redriven,
    boolean stalled,
    Instant changedAt) {
  static RunStatus of(RunEntity run) {
    RunId id = RunId.parse(run.id);
    return new RunStatus(
        id,
        id.variant(),
        id.seed(),
        run.partition,
        run.state,
        run.attempt,
        run.position(),
        run.updates,
        run.updatesMade,
        run.reason,
        run.detail,
        run.blockedBy == null ? null : RunId.parse(run.blockedBy),
        run.progressedAt,
        run.redriven,
        run.stalled,
        run.changedAt);
  }
}

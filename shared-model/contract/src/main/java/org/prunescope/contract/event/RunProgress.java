package org.prunescope.contract.event;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.position.Position;

/**
 * All that is decided about a run: the pruner's state and what it publishes of it.
 *
 * @param attempt from 1
 * @param state one of REQUESTED, TRAINING, TRAINED, FAILED, CANCELLED, BLOCKED
 * @param last newest checkpoint of the run itself; null before the first
 * @param outstanding target of the segment in work; null where none is
 * @param fork the trunk's checkpoint that this branch began from; null for a trunk, and before
 * @param failure why, where FAILED
 * @param blockedBy the trunk, where it ended before the fork: where BLOCKED, and remembered where
 *     CANCELLED
 */
public record RunProgress(
    RunId run,
    ArtifactRef plan,
    int attempt,
    RunState state,
    @Nullable CheckpointRef last,
    @Nullable Position outstanding,
    @Nullable CheckpointRef fork,
    @Nullable Failure failure,
    @Nullable RunId blockedBy) {
  public RunProgress {
    Objects.requireNonNull(run, "run");
    Objects.requireNonNull(plan, "plan");
    Objects.requireNonNull(state, "state");
  }
}

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

  /** A run of which nothing is known but that it is wanted. */
  public static RunProgress requested(RunId run, ArtifactRef plan) {
    return new RunProgress(run, plan, 1, RunState.REQUESTED, null, null, null, null, null);
  }

  /** The same run in another state, with what belongs to that state. */
  public RunProgress withState(
      RunState state, @Nullable Position outstanding, @Nullable Failure failure) {
    return new RunProgress(run, plan, attempt, state, last, outstanding, fork, failure, blockedBy);
  }

  /** The same run in another attempt. */
  public RunProgress withAttempt(int attempt) {
    return new RunProgress(run, plan, attempt, state, last, outstanding, fork, failure, blockedBy);
  }

  /** The same run with this newest checkpoint; or with none. */
  public RunProgress withLast(@Nullable CheckpointRef last) {
    return new RunProgress(run, plan, attempt, state, last, outstanding, fork, failure, blockedBy);
  }

  /** The same run, begun from this checkpoint of its trunk, which no longer blocks it. */
  public RunProgress withFork(CheckpointRef fork) {
    return new RunProgress(run, plan, attempt, state, last, outstanding, fork, failure, null);
  }

  /** The same run, blocked by this trunk; or by none. */
  public RunProgress withBlockedBy(@Nullable RunId blockedBy) {
    return new RunProgress(run, plan, attempt, state, last, outstanding, fork, failure, blockedBy);
  }
}

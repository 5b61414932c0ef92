package org.prunescope.pruner.decision;

import org.jspecify.annotations.Nullable;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.position.Position;

/** What is recorded of a run when something comes for it. */
final class Recorded {
  private Recorded() {}

  /** What is recorded; where nothing is, a run that is wanted. */
  static RunProgress of(RunPlan plan, @Nullable RunProgress current) {
    return current == null ? RunProgress.requested(plan.run(), plan.ref()) : current;
  }

  /**
   * What is recorded, or what the gateway knows where that is further along: it never is unless
   * records on Kafka were lost.
   *
   * @param last newest checkpoint that the gateway knows of; null where it knows none
   * @param fork the trunk's checkpoint to begin from, by the gateway; null where it knows none
   */
  static RunProgress orKnown(
      RunPlan plan,
      @Nullable RunProgress current,
      @Nullable CheckpointRef last,
      @Nullable CheckpointRef fork) {
    RunProgress recorded = of(plan, current);
    RunProgress forked =
        recorded.fork() == null && fork != null ? recorded.withFork(fork) : recorded;
    return last != null && isAhead(last.position(), forked) ? forked.withLast(last) : forked;
  }

  /** Whether the run has not recorded this position yet. */
  static boolean isAhead(Position position, RunProgress progress) {
    return progress.last() == null || position.isAfter(progress.last().position());
  }
}

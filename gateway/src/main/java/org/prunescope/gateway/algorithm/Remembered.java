package org.prunescope.gateway.algorithm;

import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.event.RunState;

/**
 * What the pruner has once said of a run, for a pruner that has forgotten it: where Kafka's data
 * was lost and only a trunk was re-driven, its branches fork in their first attempt, whatever was
 * asked of them before.
 *
 * @param attempt the newest
 * @param isCancelled whether that was cancelled
 * @param hasForked whether it has begun from its trunk's checkpoint
 */
public record Remembered(int attempt, boolean isCancelled, boolean hasForked) {
  /**
   * Whether only a pruner that has forgotten it says this. A branch forks once and for all its
   * attempts: of one that had not yet, no earlier attempt did. And an attempt that is cancelled
   * stays so.
   *
   * @param isLater whether this was said after what is remembered, as far as that can be told
   */
  public boolean isForgottenBy(RunProgress said, boolean isLater) {
    boolean forks = said.fork() != null && !hasForked;
    if (said.attempt() < attempt) {
      return forks;
    }
    return said.attempt() == attempt
        && isCancelled
        && said.state() != RunState.CANCELLED
        && (forks || isLater);
  }
}

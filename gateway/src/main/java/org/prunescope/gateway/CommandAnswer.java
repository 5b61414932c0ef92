package org.prunescope.gateway;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.position.Position;

/**
 * What cancelling or resuming came to, run by run.
 *
 * @param asked runs of which something was asked
 * @param notAsked runs of which nothing was, and why
 * @param blocked runs that wait for a checkpoint of a run that is being cancelled: they are BLOCKED
 *     until that one is resumed
 */
public record CommandAnswer(
    ExperimentId experiment, List<Asked> asked, List<NotAsked> notAsked, List<RunId> blocked) {
  public CommandAnswer {
    asked = List.copyOf(asked);
    notAsked = List.copyOf(notAsked);
    blocked = List.copyOf(blocked);
  }

  /** What is asked of a run. */
  public enum Action {
    /** Train no further. */
    CANCEL,
    /** Go on from the last recorded checkpoint, or wait for the trunk's. */
    RESUME,
    /** Measure what is missing; the run is trained. */
    MEASURE
  }

  /**
   * Something was asked.
   *
   * @param attempt that is cancelled, or that begins; null where the run is only measured
   * @param from the newest checkpoint that the run has recorded; null before the first
   */
  public record Asked(
      RunId run, Action action, @Nullable Integer attempt, @Nullable Position from) {}

  /**
   * Nothing was asked.
   *
   * @param why a sentence about "it", the run
   */
  public record NotAsked(RunId run, String why) {}
}

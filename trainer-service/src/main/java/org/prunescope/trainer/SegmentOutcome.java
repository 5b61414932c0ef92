package org.prunescope.trainer;

import org.jspecify.annotations.Nullable;

/** How the training of a segment ended, where it was not stopped. */
public sealed interface SegmentOutcome {
  /**
   * The target is reached.
   *
   * @param checkpoint the state there, as its artifact's bytes
   * @param trainedImages images that went through an update, each view counted; 0 where a phase
   *     only began
   * @param meanLoss over the updates; 0 where there were none
   * @param learningRate of the last update; 0 where there was none
   * @param times null where a phase only began
   */
  record Trained(
      byte[] checkpoint,
      long trainedImages,
      double meanLoss,
      double learningRate,
      @Nullable TrainingTimes times)
      implements SegmentOutcome {}

  /**
   * The loss is no longer a number.
   *
   * @param step whose loss it was, within the phase, from 1
   * @param loss NaN or infinite
   * @param tensor the first one in the order of names that holds such a value after that step; null
   *     where none does
   */
  record Diverged(int step, double loss, @Nullable String tensor) implements SegmentOutcome {}

  /**
   * The last update left a value that is no number.
   *
   * @param tensor the first one in the order of names that holds such a value
   */
  record NonFinite(String tensor) implements SegmentOutcome {}
}

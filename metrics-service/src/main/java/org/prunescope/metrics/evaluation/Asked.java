package org.prunescope.metrics.evaluation;

/**
 * What is measured of a checkpoint beyond predictions, Q-Scores and sparsity.
 *
 * @param depth prediction depth
 * @param knnAccuracy accuracy of a k-NN classifier on the latents
 * @param geometry RankMe, alignment and uniformity of the latents
 */
public record Asked(boolean depth, boolean knnAccuracy, boolean geometry) {
  /** Along training nothing more is measured: it would cost more than all else there. */
  public static final Asked ALONG_TRAINING = new Asked(false, false, false);

  /** What a request asks for of a run's end. */
  public static Asked atTheEnd(
      org.prunescope.contract.experiment.Measurement requested, long seed) {
    return new Asked(
        requested.measuresDepthOf(seed), requested.knnAccuracy(), requested.geometry());
  }

  /** Whether training images have to go through the network. */
  boolean needsSupport() {
    return depth || knnAccuracy;
  }
}

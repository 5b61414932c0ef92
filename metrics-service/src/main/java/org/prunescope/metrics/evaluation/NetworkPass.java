package org.prunescope.metrics.evaluation;

import java.util.ArrayList;
import java.util.List;
import org.prunescope.metrics.algorithm.FeatureMatrix;

/**
 * Images through a network, a batch at a time.
 *
 * @param batchSize images in a batch, at least 1
 */
record NetworkPass(FrozenNetwork network, int batchSize) {
  /** Images in a fixed order, as a network is fed them. */
  @FunctionalInterface
  interface Images {
    /** Those from one index up to another: (to - from, 32, 32, 3), normalised. */
    float[] between(int from, int to);
  }

  /**
   * The activations of the images from one index up to another, at least one.
   *
   * @param tapped whether the taps are wanted too
   * @throws NonFiniteActivationsException where one is NaN or infinite
   */
  Activations between(Images images, int from, int to, boolean tapped)
      throws NonFiniteActivationsException {
    List<Activations> batches = new ArrayList<>();
    for (int first = from; first < to; first += batchSize) {
      int end = Math.min(first + batchSize, to);
      batches.add(requireFinite(network.evaluate(images.between(first, end), end - first, tapped)));
    }
    return joined(batches);
  }

  private static Activations joined(List<Activations> batches) {
    List<FeatureMatrix> taps = new ArrayList<>();
    for (int tap = 0; tap < batches.getFirst().taps().size(); tap++) {
      int index = tap;
      taps.add(FeatureMatrix.concat(batches.stream().map(b -> b.taps().get(index)).toList()));
    }
    return new Activations(
        FeatureMatrix.concat(batches.stream().map(Activations::logits).toList()),
        FeatureMatrix.concat(batches.stream().map(Activations::latent).toList()),
        taps);
  }

  private static Activations requireFinite(Activations activations)
      throws NonFiniteActivationsException {
    boolean finite =
        activations.logits().isFinite()
            && activations.latent().isFinite()
            && activations.taps().stream().allMatch(FeatureMatrix::isFinite);
    if (!finite) {
      throw new NonFiniteActivationsException();
    }
    return activations;
  }
}

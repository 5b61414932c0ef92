package org.prunescope.metrics.algorithm;

/**
 * How often the label that most of the nearest training latents have is the true one: Euclidean
 * distance of L2-normalised latents, exact, for a support that comes in blocks.
 *
 * <p>Ties as in {@link NearestNeighbours}. A latent of norm 0 has no direction and is compared as
 * the origin, at distance 1 of all others.
 */
public final class KnnAccuracy {
  private final NearestNeighbours neighbours;
  private int supportZeros;

  /**
   * @param neighbours an untouched search over {@link #queries} of the test latents
   */
  public KnnAccuracy(NearestNeighbours neighbours) {
    this.neighbours = neighbours;
  }

  /**
   * What neighbours are sought of.
   *
   * @param testLatent (test samples, latent width), finite
   */
  public static FeatureMatrix queries(FeatureMatrix testLatent) {
    return UnitRows.of(testLatent).rows();
  }

  /**
   * Takes the support's next samples.
   *
   * @param latent (samples, latent width), finite
   */
  public void offer(FeatureMatrix latent) {
    UnitRows units = UnitRows.of(latent);
    neighbours.offer(units.rows());
    supportZeros += units.zeros();
  }

  /** Support latents of norm 0 so far. */
  public int supportZeros() {
    return supportZeros;
  }

  /**
   * Share of the test samples whose neighbours vote for their true label, 0 to 1; NaN without test
   * samples.
   *
   * @param supportLabels in the order in which the support was offered, at least one
   */
  public double accuracy(int[] supportLabels, int[] trueLabels, int classes) {
    return Classification.accuracy(neighbours.majorityLabels(supportLabels, classes), trueLabels);
  }
}

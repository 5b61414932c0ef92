package org.prunescope.metrics.algorithm;

/**
 * How often the label that most of the 30 nearest training latents have is the true one: Euclidean
 * distance of L2-normalised latents, exact, for a support that comes in blocks.
 *
 * <p>Ties as in {@link NearestNeighbours}. A latent of norm 0 has no direction and is compared as
 * the origin, at distance 1 of all others.
 */
public final class KnnAccuracy {
  private static final int NEIGHBOURS = 30;

  private final NearestNeighbours neighbours;
  private int supportZeros;

  /**
   * @param testLatent (test samples, latent width), finite
   */
  public KnnAccuracy(FeatureMatrix testLatent) {
    this.neighbours = new NearestNeighbours(UnitRows.of(testLatent).rows(), NEIGHBOURS);
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

package org.prunescope.metrics.algorithm;

/**
 * How close two views of one image lie: the mean of ||x / ||x|| - y / ||y||||^2 over pairs (Wang
 * and Isola 2020, arXiv 2005.10242, section 4.1, exponent 2).
 *
 * <p>A latent of norm 0 has no direction and is compared as the origin.
 */
public final class Alignment {
  private Alignment() {}

  /**
   * The mean, 0 (all views of an image have one direction) to 4; NaN without samples.
   *
   * @param first (samples, width), finite
   * @param second of the same samples
   */
  public static double of(FeatureMatrix first, FeatureMatrix second) {
    if (first.rows() != second.rows() || first.columns() != second.columns()) {
      throw new IllegalArgumentException("the views are of other samples or another width");
    }
    if (!first.isFinite() || !second.isFinite()) {
      throw new IllegalArgumentException("a latent is not finite");
    }
    double sum = 0;
    for (int row = 0; row < first.rows(); row++) {
      double firstNorm = UnitRows.norm(first, row);
      double secondNorm = UnitRows.norm(second, row);
      for (int column = 0; column < first.columns(); column++) {
        double difference =
            unit(first.at(row, column), firstNorm) - unit(second.at(row, column), secondNorm);
        sum += difference * difference;
      }
    }
    return sum / first.rows();
  }

  private static double unit(float value, double norm) {
    return norm == 0 ? 0 : value / norm;
  }
}

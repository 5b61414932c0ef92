package org.prunescope.metrics.algorithm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How far a latent's largest value stands out, divided by its L1 norm (Kalibhat et al. 2022, arXiv
 * 2203.01881, as in Corti et al. 2022).
 *
 * <p>With h the latent divided by its L2 norm: z = (max h - mean h) / population standard deviation
 * of h, and q = z / ||h||_1. All in double.
 *
 * @param q score, greater than 0
 * @param z standardised distance of the largest value from the mean, greater than 0
 * @param l1 L1 norm of the normalised latent, 1 to the square root of its width
 */
public record QScore(double q, double z, double l1) {
  /**
   * The score of each row; empty where the row has no norm or no spread.
   *
   * @throws IllegalArgumentException where a value is NaN or infinite
   */
  public static List<Optional<QScore>> ofRows(FeatureMatrix latent) {
    if (!latent.isFinite()) {
      throw new IllegalArgumentException("a latent is not finite");
    }
    List<Optional<QScore>> scores = new ArrayList<>(latent.rows());
    for (int row = 0; row < latent.rows(); row++) {
      scores.add(ofRow(latent, row));
    }
    return scores;
  }

  private static Optional<QScore> ofRow(FeatureMatrix latent, int row) {
    int width = latent.columns();
    double squares = 0;
    double absolute = 0;
    double sum = 0;
    float max = Float.NEGATIVE_INFINITY;
    float min = Float.POSITIVE_INFINITY;
    for (int i = 0; i < width; i++) {
      float value = latent.at(row, i);
      squares += (double) value * value;
      absolute += Math.abs((double) value);
      sum += value;
      max = Math.max(max, value);
      min = Math.min(min, value);
    }
    // Equal values have a rounded mean, and so a spread that only rounding made: compare them.
    if (min == max) {
      return Optional.empty();
    }
    double mean = sum / width;
    double spread = 0;
    for (int i = 0; i < width; i++) {
      double deviation = latent.at(row, i) - mean;
      spread += deviation * deviation;
    }
    // z is the same before and after the division by the L2 norm.
    double z = (max - mean) / Math.sqrt(spread / width);
    double l1 = absolute / Math.sqrt(squares);
    return Optional.of(new QScore(z / l1, z, l1));
  }
}

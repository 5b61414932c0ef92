package org.prunescope.benchmarks;

import java.util.Arrays;
import java.util.List;

/**
 * Where the middle of some values is, and how far the middle half of them reaches.
 *
 * @param median of the values
 * @param lower quartile, by linear interpolation
 * @param upper quartile, by linear interpolation
 */
public record Spread(double median, double lower, double upper) {
  /** Of at least one value. */
  public static Spread of(List<Double> values) {
    return new Spread(quantile(values, 0.5), quantile(values, 0.25), quantile(values, 0.75));
  }

  /**
   * The value that so large a share of the values does not exceed, by linear interpolation.
   *
   * @param values at least one, in any order
   * @param share 0 to 1
   */
  public static double quantile(List<Double> values, double share) {
    return quantile(values.stream().mapToDouble(Double::doubleValue).sorted().toArray(), share);
  }

  private static double quantile(double[] sorted, double share) {
    if (sorted.length == 0) {
      throw new IllegalArgumentException("no values: " + Arrays.toString(sorted));
    }
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}

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
record Spread(double median, double lower, double upper) {
  /** Of at least one value. */
  static Spread of(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return new Spread(quantile(sorted, 0.5), quantile(sorted, 0.25), quantile(sorted, 0.75));
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

package org.prunescope.metrics.algorithm;

import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * A mean over seeds with its uncertainty.
 *
 * @param n values, at least 1
 * @param spread empty for a single value, which says nothing of its uncertainty
 */
public record MeanInterval(int n, double mean, Optional<Spread> spread) {
  /**
   * @param standardDeviation of the sample (n - 1), at least 0
   * @param low lower end of the 95 % t-interval of the mean
   * @param high upper end
   */
  public record Spread(double standardDeviation, double low, double high) {}

  /** Of at least one value. */
  public static MeanInterval of(double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    int n = values.length;
    if (n == 1) {
      return new MeanInterval(1, mean, Optional.empty());
    }
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    double standardDeviation = Math.sqrt(squares / (n - 1));
    double half = quantile(n - 1) * standardDeviation / Math.sqrt(n);
    return new MeanInterval(
        n, mean, Optional.of(new Spread(standardDeviation, mean - half, mean + half)));
  }

  /**
   * Student's t above which 2.5 % lie.
   *
   * @param degreesOfFreedom at least 1
   */
  public static double quantile(int degreesOfFreedom) {
    return TDistribution.of(degreesOfFreedom).inverseCumulativeProbability(0.975);
  }
}

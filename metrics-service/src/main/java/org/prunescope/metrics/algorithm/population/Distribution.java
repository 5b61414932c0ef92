package org.prunescope.metrics.algorithm.population;

import java.util.Arrays;
import org.apache.commons.statistics.descriptive.Quantile;

/**
 * A number over many arrangements of the networks.
 *
 * @param low 2.5 % quantile: linear between order statistics, (n - 1) p + 1 (type 7 of Hyndman and
 *     Fan 1996, as numpy has it)
 * @param high 97.5 % quantile
 */
public record Distribution(double mean, double low, double high) {
  private static final Quantile QUANTILE =
      Quantile.withDefaults().with(Quantile.EstimationMethod.HF7).withCopy(true);

  /** Of at least one count. */
  static Distribution of(int[] counts) {
    return new Distribution(
        Arrays.stream(counts).average().orElseThrow(),
        QUANTILE.evaluate(counts, 0.025),
        QUANTILE.evaluate(counts, 0.975));
  }

  Distribution dividedBy(double divisor) {
    return new Distribution(mean / divisor, low / divisor, high / divisor);
  }
}

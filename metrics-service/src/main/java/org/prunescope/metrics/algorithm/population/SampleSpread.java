package org.prunescope.metrics.algorithm.population;

import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.apache.commons.statistics.descriptive.Variance;

/** How samples' values spread, by group, so that any subset's spread is a sum of groups'. */
final class SampleSpread {
  private final Variance[] variances;
  private final int[] counts;

  /**
   * @param values by sample; NaN where a sample has none
   */
  SampleSpread(SampleGroups groups, double[] values) {
    this.variances = new Variance[groups.count()];
    this.counts = new int[groups.count()];
    for (int group = 0; group < variances.length; group++) {
      variances[group] = Variance.create();
    }
    for (int sample = 0; sample < values.length; sample++) {
      if (!Double.isNaN(values[sample])) {
        variances[groups.of(sample)].accept(values[sample]);
        counts[groups.of(sample)]++;
      }
    }
  }

  /** Samples of a subset (and class) that have a value. */
  int samples(Subset subset, OptionalInt label) {
    int samples = 0;
    for (int group = 0; group < counts.length; group++) {
      samples += SampleGroups.belongs(group, subset, label) ? counts[group] : 0;
    }
    return samples;
  }

  /** Their standard deviation (n - 1); empty for fewer than 2. */
  OptionalDouble standardDeviation(Subset subset, OptionalInt label) {
    if (samples(subset, label) < 2) {
      return OptionalDouble.empty();
    }
    Variance all = Variance.create();
    for (int group = 0; group < variances.length; group++) {
      if (SampleGroups.belongs(group, subset, label)) {
        all.combine(variances[group]);
      }
    }
    return OptionalDouble.of(Math.sqrt(all.getAsDouble()));
  }
}

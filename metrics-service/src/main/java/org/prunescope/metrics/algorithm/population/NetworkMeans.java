package org.prunescope.metrics.algorithm.population;

import java.util.OptionalInt;

/** One quantity's sums in each network of a population, by group of samples. */
final class NetworkMeans {
  private final SampleGroups groups;
  // [network][group]
  private final double[][] sums;
  private final int[][] counts;
  // By sample, over networks.
  private final double[] sampleSums;
  private final int[] sampleCounts;

  NetworkMeans(SampleGroups groups, int networks) {
    this.groups = groups;
    this.sums = new double[networks][groups.count()];
    this.counts = new int[networks][groups.count()];
    this.sampleSums = new double[groups.samples()];
    this.sampleCounts = new int[groups.samples()];
  }

  /**
   * Adds a network's samples.
   *
   * @param values by sample; NaN where a sample has none
   */
  void add(int network, double[] values) {
    for (int sample = 0; sample < values.length; sample++) {
      double value = values[sample];
      if (!Double.isNaN(value)) {
        int group = groups.of(sample);
        sums[network][group] += value;
        counts[network][group]++;
        sampleSums[sample] += value;
        sampleCounts[sample]++;
      }
    }
  }

  /** A network's mean over the samples of a subset (and class) that have a value; NaN if none. */
  double mean(int network, Subset subset, OptionalInt label) {
    double sum = 0;
    int count = 0;
    for (int group = 0; group < groups.count(); group++) {
      if (SampleGroups.belongs(group, subset, label)) {
        sum += sums[network][group];
        count += counts[network][group];
      }
    }
    return sum / count;
  }

  /** Each sample's mean over the networks that have a value; NaN if none. */
  double[] sampleMeans() {
    double[] means = new double[sampleSums.length];
    for (int sample = 0; sample < means.length; sample++) {
      means[sample] = sampleSums[sample] / sampleCounts[sample];
    }
    return means;
  }
}

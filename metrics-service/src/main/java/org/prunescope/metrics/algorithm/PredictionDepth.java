package org.prunescope.metrics.algorithm;

/**
 * How early in the network a sample's label is settled, by k-NN probes after its layers.
 *
 * <p>Probes are counted from 0 to L - 1, the first layer's first.
 */
public final class PredictionDepth {
  /** Neighbours per probe, in all sources. */
  public static final int NEIGHBOURS = 30;

  private PredictionDepth() {}

  /**
   * The smallest l such that the probes l to L - 1 all give the network's final prediction; L where
   * the last one differs (Baldock et al. 2021, arXiv 2106.09647, section 2.1).
   *
   * @param probes labels [probe][sample]
   * @param finalPredictions the network's own label of each sample
   * @return depth of each sample, 0 to L
   */
  public static int[] byFinalPrediction(int[][] probes, int[] finalPredictions) {
    return afterLastDifference(probes, finalPredictions);
  }

  /**
   * One more than the index of the last probe that differs from the true label; 1 where none does
   * (the code of Corti et al. 2022: a sample that every probe gets right has depth 1 as has one
   * that only the first gets wrong).
   *
   * @param probes labels [probe][sample]
   * @param trueLabels of each sample
   * @return depth of each sample, 1 to L
   */
  public static int[] byTrueLabel(int[][] probes, int[] trueLabels) {
    int[] depths = afterLastDifference(probes, trueLabels);
    for (int sample = 0; sample < depths.length; sample++) {
      depths[sample] = Math.max(1, depths[sample]);
    }
    return depths;
  }

  private static int[] afterLastDifference(int[][] probes, int[] labels) {
    int[] depths = new int[labels.length];
    for (int probe = 0; probe < probes.length; probe++) {
      if (probes[probe].length != labels.length) {
        throw new IllegalArgumentException(
            "probe %d has %d labels, not %d".formatted(probe, probes[probe].length, labels.length));
      }
      for (int sample = 0; sample < labels.length; sample++) {
        if (probes[probe][sample] != labels[sample]) {
          depths[sample] = probe + 1;
        }
      }
    }
    return depths;
  }
}

package org.prunescope.metrics.algorithm;

/** How many networks of a population gave each label to each sample. */
public final class LabelVotes {
  private final int networks;
  private final int samples;
  private final int classes;
  // [sample][label], flat: the votes on one sample stand side by side.
  private final int[] counts;

  private LabelVotes(int networks, int samples, int classes, int[] counts) {
    this.networks = networks;
    this.samples = samples;
    this.classes = classes;
    this.counts = counts;
  }

  /**
   * Counts the votes.
   *
   * @param predictions labels [network][sample], each 0 to {@code classes - 1}; at least one
   *     network
   */
  public static LabelVotes of(int[][] predictions, int classes) {
    if (predictions.length == 0) {
      throw new IllegalArgumentException("a population has at least one network");
    }
    int samples = predictions[0].length;
    int[] counts = new int[Math.multiplyExact(samples, classes)];
    for (int[] network : predictions) {
      if (network.length != samples) {
        throw new IllegalArgumentException(
            "%d predictions of one network, %d of another".formatted(network.length, samples));
      }
      for (int sample = 0; sample < samples; sample++) {
        int label = network[sample];
        if (label < 0 || label >= classes) {
          throw new IllegalArgumentException(
              "labels are 0 to %d, not %d".formatted(classes - 1, label));
        }
        counts[sample * classes + label]++;
      }
    }
    return new LabelVotes(predictions.length, samples, classes, counts);
  }

  /** The most frequent label of each sample. */
  public int[] modalLabels(TieRule ties) {
    int[] labels = new int[samples];
    for (int sample = 0; sample < samples; sample++) {
      labels[sample] = modalLabel(counts, sample * classes, classes, ties);
    }
    return labels;
  }

  /** The share of networks that give each sample its most frequent label, above 0 to 1. */
  public double[] agreement() {
    double[] shares = new double[samples];
    for (int sample = 0; sample < samples; sample++) {
      int start = sample * classes;
      int modal = modalLabel(counts, start, classes, TieRule.SMALLEST_LABEL);
      shares[sample] = (double) counts[start + modal] / networks;
    }
    return shares;
  }

  /**
   * Taxicab distance of the two populations' label distributions for each sample: the sum over
   * labels of the absolute difference of their shares, 0 (same) to 2 (disjoint). The populations
   * may differ in size.
   */
  public double[] taxicab(LabelVotes other) {
    requireSameSamples(other);
    double[] distances = new double[samples];
    for (int sample = 0; sample < samples; sample++) {
      double distance = 0;
      for (int i = sample * classes; i < (sample + 1) * classes; i++) {
        distance +=
            Math.abs((double) counts[i] / networks - (double) other.counts[i] / other.networks);
      }
      distances[sample] = distance;
    }
    return distances;
  }

  /**
   * Pruning-identified exemplars (PIEs): the samples whose modal label differs between this, the
   * pruned population, and the dense one. The true label plays no part.
   *
   * <p>Hooker et al. 2019 (arXiv 1911.05248), section 2.
   */
  public boolean[] exemplars(LabelVotes dense, TieRule ties) {
    requireSameSamples(dense);
    boolean[] exemplars = new boolean[samples];
    for (int sample = 0; sample < samples; sample++) {
      int start = sample * classes;
      exemplars[sample] =
          modalLabel(counts, start, classes, ties)
              != modalLabel(dense.counts, start, classes, ties);
    }
    return exemplars;
  }

  static int modalLabel(int[] counts, TieRule ties) {
    return modalLabel(counts, 0, counts.length, ties);
  }

  private static int modalLabel(int[] counts, int start, int classes, TieRule ties) {
    int modal = 0;
    for (int label = 1; label < classes; label++) {
      int votes = counts[start + label];
      int most = counts[start + modal];
      if (votes > most || (votes == most && ties == TieRule.LARGEST_LABEL)) {
        modal = label;
      }
    }
    return modal;
  }

  private void requireSameSamples(LabelVotes other) {
    if (samples != other.samples || classes != other.classes) {
      throw new IllegalArgumentException("the populations voted on other samples or classes");
    }
  }
}

package org.prunescope.metrics.algorithm;

/** How many networks of a population gave each label to each sample. */
public final class LabelVotes {
  private final int networks;
  private final int[][] counts;

  private LabelVotes(int networks, int[][] counts) {
    this.networks = networks;
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
    int[][] counts = new int[samples][classes];
    for (int[] network : predictions) {
      if (network.length != samples) {
        throw new IllegalArgumentException(
            "%d predictions of one network, %d of another".formatted(network.length, samples));
      }
      for (int sample = 0; sample < samples; sample++) {
        counts[sample][network[sample]]++;
      }
    }
    return new LabelVotes(predictions.length, counts);
  }

  /** The most frequent label of each sample. */
  public int[] modalLabels(TieRule ties) {
    int[] labels = new int[counts.length];
    for (int sample = 0; sample < labels.length; sample++) {
      labels[sample] = modalLabel(counts[sample], ties);
    }
    return labels;
  }

  /**
   * Taxicab distance of the two populations' label distributions for each sample: the sum over
   * labels of the absolute difference of their shares, 0 (same) to 2 (disjoint). The populations
   * may differ in size.
   */
  public double[] taxicab(LabelVotes other) {
    requireSameSamples(other);
    double[] distances = new double[counts.length];
    for (int sample = 0; sample < distances.length; sample++) {
      double distance = 0;
      for (int label = 0; label < counts[sample].length; label++) {
        distance +=
            Math.abs(
                (double) counts[sample][label] / networks
                    - (double) other.counts[sample][label] / other.networks);
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
    boolean[] exemplars = new boolean[counts.length];
    for (int sample = 0; sample < exemplars.length; sample++) {
      exemplars[sample] =
          modalLabel(counts[sample], ties) != modalLabel(dense.counts[sample], ties);
    }
    return exemplars;
  }

  static int modalLabel(int[] counts, TieRule ties) {
    int modal = 0;
    for (int label = 1; label < counts.length; label++) {
      if (counts[label] > counts[modal]
          || (counts[label] == counts[modal] && ties == TieRule.LARGEST_LABEL)) {
        modal = label;
      }
    }
    return modal;
  }

  private void requireSameSamples(LabelVotes other) {
    if (counts.length != other.counts.length
        || (counts.length > 0 && counts[0].length != other.counts[0].length)) {
      throw new IllegalArgumentException("the populations voted on other samples or classes");
    }
  }
}

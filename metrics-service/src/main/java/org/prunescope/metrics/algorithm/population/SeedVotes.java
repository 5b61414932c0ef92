package org.prunescope.metrics.algorithm.population;

import java.util.Arrays;
import org.prunescope.metrics.algorithm.TieRule;

/**
 * Which seeds' networks gave which label, as bit sets over the seeds, so that the votes of any
 * choice of networks are a few population counts.
 *
 * <p>A sample to which all networks of both populations give one label is left out: no choice of
 * them makes it a PIE. What is left are entries, one per remaining sample and label that any
 * network gave it, by sample and then ascending by label.
 */
final class SeedVotes {
  private final int seeds;
  private final int samples;
  private final int entries;
  private final int words;
  // The entries of the i-th remaining sample are firstEntry[i] to firstEntry[i + 1] - 1.
  private final int[] firstEntry;
  // [word][entry], flat; bit i of an entry's words is the i-th seed.
  private final long[] dense;
  private final long[] pruned;

  private SeedVotes(int seeds, int samples, int[] firstEntry, int entries) {
    this.seeds = seeds;
    this.samples = samples;
    this.entries = entries;
    this.words = (seeds + Long.SIZE - 1) / Long.SIZE;
    this.firstEntry = firstEntry;
    this.dense = new long[words * entries];
    this.pruned = new long[words * entries];
  }

  /**
   * Of two populations on the same seeds in the same order.
   *
   * @param dense labels [seed][sample], each 0 to {@code classes - 1}; at least one seed
   * @param pruned labels [seed][sample] of as many seeds and samples
   */
  static SeedVotes of(int[][] dense, int[][] pruned, int classes) {
    requireSameShape(dense, pruned);
    int seeds = dense.length;
    int samples = dense[0].length;
    int[] firstEntry = new int[samples + 1];
    // Entry by label of each remaining sample is found first, then filled word by word.
    int[] remaining = new int[samples];
    int[] labels = new int[16];
    int count = 0;
    int entries = 0;
    boolean[] given = new boolean[classes];
    for (int sample = 0; sample < samples; sample++) {
      if (agreeOn(sample, dense, pruned)) {
        continue;
      }
      Arrays.fill(given, false);
      for (int seed = 0; seed < seeds; seed++) {
        given[dense[seed][sample]] = true;
        given[pruned[seed][sample]] = true;
      }
      for (int label = 0; label < classes; label++) {
        if (given[label]) {
          labels = entries < labels.length ? labels : Arrays.copyOf(labels, 2 * entries);
          labels[entries++] = label;
        }
      }
      remaining[count++] = sample;
      firstEntry[count] = entries;
    }
    SeedVotes votes = new SeedVotes(seeds, samples, Arrays.copyOf(firstEntry, count + 1), entries);
    for (int i = 0; i < count; i++) {
      votes.fill(i, remaining[i], labels, dense, pruned);
    }
    return votes;
  }

  int seeds() {
    return seeds;
  }

  /** Of which those that all agree on are left out of the entries. */
  int samples() {
    return samples;
  }

  int entries() {
    return entries;
  }

  /** Words of a set of seeds. */
  int words() {
    return words;
  }

  /**
   * The votes of an electorate by entry.
   *
   * @param ofDense the seeds whose dense network votes
   * @param ofPruned the seeds whose pruned network votes
   */
  int[] votes(long[] ofDense, long[] ofPruned) {
    int[] votes = new int[entries];
    for (int word = 0; word < words; word++) {
      for (int entry = 0; entry < entries; entry++) {
        votes[entry] +=
            Long.bitCount(dense[word * entries + entry] & ofDense[word])
                + Long.bitCount(pruned[word * entries + entry] & ofPruned[word]);
      }
    }
    return votes;
  }

  /**
   * Samples whose label of most votes differs between two electorates.
   *
   * @param one votes by entry; at least one vote on every sample
   * @param other the same of the other electorate
   */
  int pies(int[] one, int[] other, TieRule ties) {
    int pies = 0;
    for (int sample = 0; sample + 1 < firstEntry.length; sample++) {
      pies += modalEntry(sample, one, ties) != modalEntry(sample, other, ties) ? 1 : 0;
    }
    return pies;
  }

  /**
   * Sum over all samples and labels of the difference of two electorates' votes: with n votes each
   * it is n times the sum of the samples' taxicab distances.
   */
  int voteDifference(int[] one, int[] other) {
    int sum = 0;
    for (int entry = 0; entry < entries; entry++) {
      sum += Math.abs(one[entry] - other[entry]);
    }
    return sum;
  }

  private int modalEntry(int sample, int[] votes, TieRule ties) {
    int end = firstEntry[sample + 1];
    int modal = firstEntry[sample];
    for (int entry = modal + 1; entry < end; entry++) {
      if (votes[entry] > votes[modal]
          || (votes[entry] == votes[modal] && ties == TieRule.LARGEST_LABEL)) {
        modal = entry;
      }
    }
    return modal;
  }

  private void fill(int index, int sample, int[] labels, int[][] ofDense, int[][] ofPruned) {
    int start = firstEntry[index];
    int end = firstEntry[index + 1];
    for (int seed = 0; seed < seeds; seed++) {
      int word = seed / Long.SIZE * entries;
      for (int entry = start; entry < end; entry++) {
        if (labels[entry] == ofDense[seed][sample]) {
          dense[word + entry] |= 1L << seed;
        }
        if (labels[entry] == ofPruned[seed][sample]) {
          pruned[word + entry] |= 1L << seed;
        }
      }
    }
  }

  private static boolean agreeOn(int sample, int[][] dense, int[][] pruned) {
    int label = dense[0][sample];
    for (int seed = 0; seed < dense.length; seed++) {
      if (dense[seed][sample] != label || pruned[seed][sample] != label) {
        return false;
      }
    }
    return true;
  }

  private static void requireSameShape(int[][] dense, int[][] pruned) {
    if (dense.length == 0 || dense.length != pruned.length) {
      throw new IllegalArgumentException(
          "%d dense and %d pruned networks".formatted(dense.length, pruned.length));
    }
    for (int seed = 0; seed < dense.length; seed++) {
      if (dense[seed].length != dense[0].length || pruned[seed].length != dense[0].length) {
        throw new IllegalArgumentException("the networks were measured on other samples");
      }
    }
  }
}

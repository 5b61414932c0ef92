package org.prunescope.metrics.algorithm.population;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
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
  private final int words;
  // The entries of the i-th remaining sample are firstEntry[i] to firstEntry[i + 1] - 1.
  private final int[] firstEntry;
  // [entry][word], flat; bit i of the words is the i-th seed.
  private final long[] dense;
  private final long[] pruned;

  private SeedVotes(int seeds, int samples, int[] firstEntry, long[] dense, long[] pruned) {
    this.seeds = seeds;
    this.samples = samples;
    this.words = words(seeds);
    this.firstEntry = firstEntry;
    this.dense = dense;
    this.pruned = pruned;
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
    int words = words(seeds);
    int[] firstEntry = new int[samples + 1];
    long[] denseVotes = new long[16 * words];
    long[] prunedVotes = new long[16 * words];
    boolean[] given = new boolean[classes];
    int[] entryOfLabel = new int[classes];
    int remaining = 0;
    int entries = 0;
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
          entryOfLabel[label] = entries++;
        }
      }
      if (entries * words > denseVotes.length) {
        int length = Math.max(2 * denseVotes.length, entries * words);
        denseVotes = Arrays.copyOf(denseVotes, length);
        prunedVotes = Arrays.copyOf(prunedVotes, length);
      }
      for (int seed = 0; seed < seeds; seed++) {
        long bit = 1L << seed;
        denseVotes[entryOfLabel[dense[seed][sample]] * words + seed / Long.SIZE] |= bit;
        prunedVotes[entryOfLabel[pruned[seed][sample]] * words + seed / Long.SIZE] |= bit;
      }
      firstEntry[++remaining] = entries;
    }
    return new SeedVotes(
        seeds,
        samples,
        Arrays.copyOf(firstEntry, remaining + 1),
        Arrays.copyOf(denseVotes, entries * words),
        Arrays.copyOf(prunedVotes, entries * words));
  }

  int seeds() {
    return seeds;
  }

  /** Of which those that all agree on are left out of the entries. */
  int samples() {
    return samples;
  }

  /** Words of a set of seeds. */
  int words() {
    return words;
  }

  /** Dense networks of these seeds that voted for an entry's label. */
  int denseVotes(int entry, long[] chosen) {
    return votes(dense, entry, chosen);
  }

  /** Pruned networks of these seeds that voted for an entry's label. */
  int prunedVotes(int entry, long[] chosen) {
    return votes(pruned, entry, chosen);
  }

  /**
   * Samples whose label of most votes differs between two electorates.
   *
   * @param one votes by entry; at least one vote on every sample
   * @param other the same of the other electorate
   */
  int pies(IntUnaryOperator one, IntUnaryOperator other, TieRule ties) {
    int pies = 0;
    for (int sample = 0; sample + 1 < firstEntry.length; sample++) {
      int end = firstEntry[sample + 1];
      int modalOfOne = -1;
      int modalOfOther = -1;
      int mostOfOne = 0;
      int mostOfOther = 0;
      for (int entry = firstEntry[sample]; entry < end; entry++) {
        int votes = one.applyAsInt(entry);
        if (wins(votes, mostOfOne, ties)) {
          mostOfOne = votes;
          modalOfOne = entry;
        }
        votes = other.applyAsInt(entry);
        if (wins(votes, mostOfOther, ties)) {
          mostOfOther = votes;
          modalOfOther = entry;
        }
      }
      pies += modalOfOne != modalOfOther ? 1 : 0;
    }
    return pies;
  }

  /**
   * Sum over all samples and labels of the difference of two electorates' votes: with n votes each
   * it is n times the sum of the samples' taxicab distances.
   */
  int voteDifference(IntUnaryOperator one, IntUnaryOperator other) {
    int sum = 0;
    for (int entry = 0; entry < firstEntry[firstEntry.length - 1]; entry++) {
      sum += Math.abs(one.applyAsInt(entry) - other.applyAsInt(entry));
    }
    return sum;
  }

  /** Whether a larger label's votes beat the most so far. */
  private static boolean wins(int votes, int most, TieRule ties) {
    return votes > most || (votes == most && votes > 0 && ties == TieRule.LARGEST_LABEL);
  }

  private int votes(long[] votes, int entry, long[] chosen) {
    int count = 0;
    for (int word = 0; word < words; word++) {
      count += Long.bitCount(votes[entry * words + word] & chosen[word]);
    }
    return count;
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

  private static int words(int seeds) {
    return (seeds + Long.SIZE - 1) / Long.SIZE;
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

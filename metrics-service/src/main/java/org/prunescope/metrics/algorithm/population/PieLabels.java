package org.prunescope.metrics.algorithm.population;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * PIEs of one true label that go from one modal label to another.
 *
 * @param pies at least 1
 */
public record PieLabels(int trueLabel, int denseLabel, int prunedLabel, int pies) {
  // Labels are smallint in PostgreSQL, so three of them fit into a long.
  private static final int BITS = 16;
  private static final int MASK = (1 << BITS) - 1;

  /**
   * Counts the PIEs, which are the samples whose modal labels differ.
   *
   * @param trueLabels by sample, 0 to 65535, as are the others
   * @return ascending by true, dense and pruned label
   */
  static List<PieLabels> of(int[] trueLabels, int[] denseLabels, int[] prunedLabels) {
    long[] keys = new long[trueLabels.length];
    int pies = 0;
    for (int sample = 0; sample < keys.length; sample++) {
      if (denseLabels[sample] != prunedLabels[sample]) {
        keys[pies++] =
            ((long) trueLabels[sample] << (2 * BITS))
                | ((long) denseLabels[sample] << BITS)
                | prunedLabels[sample];
      }
    }
    Arrays.sort(keys, 0, pies);
    List<PieLabels> counts = new ArrayList<>();
    for (int first = 0; first < pies; ) {
      int next = first;
      while (next < pies && keys[next] == keys[first]) {
        next++;
      }
      counts.add(
          new PieLabels(
              (int) (keys[first] >>> (2 * BITS)),
              (int) (keys[first] >>> BITS) & MASK,
              (int) keys[first] & MASK,
              next - first));
      first = next;
    }
    return List.copyOf(counts);
  }
}

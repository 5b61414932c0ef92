package org.prunescope.metrics.algorithm;

import java.util.List;

/**
 * What searches for neighbours may use; what they find does not depend on it.
 *
 * @param threads that search, at least 1
 * @param memory bytes for the support's features that are held at a time, of all searches that are
 *     fed together; at least 1, though a sample of each is held even where it needs more. Queries
 *     and found neighbours (12 bytes each) come on top
 */
public record NeighbourSearch(int threads, long memory) {
  public NeighbourSearch {
    if (threads < 1 || memory < 1) {
      throw new IllegalArgumentException(
          "threads and memory must be at least 1, not %d and %d".formatted(threads, memory));
    }
  }

  /**
   * Searches that are fed together, one for each of these queries, in the same order.
   *
   * @param k neighbours per query, at least 1
   */
  public List<NearestNeighbours> over(List<FeatureMatrix> queries, int k) {
    // Each search holds its samples, and those that are searching hold their own a second time.
    long values =
        queries.stream().mapToLong(FeatureMatrix::columns).sum()
            + threads * queries.stream().mapToLong(FeatureMatrix::columns).max().orElse(0);
    int blockRows = Math.clamp(memory / (Float.BYTES * Math.max(1, values)), 1, Integer.MAX_VALUE);
    return queries.stream().map(own -> new NearestNeighbours(own, k, blockRows, threads)).toList();
  }

  /**
   * What {@link NearestNeighbours#majorityLabels} says of each of these searches. Where they are
   * more than the threads, each is one thread's: none then waits for another's last part.
   *
   * @return labels [search][query]
   */
  public int[][] majorityLabels(
      List<NearestNeighbours> searches, int[] supportLabels, int classes) {
    int[][] labels = new int[searches.size()][];
    int across = searches.size() > threads ? threads : 1;
    NearestNeighbours.inParallel(
        across,
        searches.size(),
        i -> labels[i] = searches.get(i).majorityLabels(supportLabels, classes, threads / across));
    return labels;
  }
}

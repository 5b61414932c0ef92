package org.prunescope.metrics.algorithm;

import java.util.Arrays;

/** The k nearest samples of each query by exact distance, of those that were compared so far. */
final class ExactNeighbours {
  private final int k;
  private final double[] distances;
  private final int[] indices;

  ExactNeighbours(int queries, int k) {
    this.k = k;
    this.distances = new double[Math.multiplyExact(queries, k)];
    this.indices = new int[distances.length];
    Arrays.fill(distances, Double.POSITIVE_INFINITY);
  }

  int k() {
    return k;
  }

  /** Squared distance of the k-th nearest; infinite where fewer were compared. */
  double farthest(int query) {
    return distances[query * k + k - 1];
  }

  /** Compares a sample of a higher index than all that this query was compared with before. */
  void compare(int query, double distance, int index) {
    int begin = query * k;
    int last = begin + k - 1;
    // Of equal distances the earlier has the lower index, so it stays before.
    if (distance < distances[last]) {
      int place = last;
      while (place > begin && distance < distances[place - 1]) {
        distances[place] = distances[place - 1];
        indices[place] = indices[place - 1];
        place--;
      }
      distances[place] = distance;
      indices[place] = index;
    }
  }

  /** Takes samples that are known to be the k nearest, in whatever order, without distances. */
  void set(int query, int[] samples) {
    System.arraycopy(samples, 0, indices, query * k, samples.length);
  }

  /** Indices of a query's neighbours, nearest first, where so many samples have been searched. */
  int[] of(int query, int searched) {
    return Arrays.copyOfRange(indices, query * k, query * k + Math.min(k, searched));
  }
}

package org.prunescope.metrics.algorithm;

import java.util.Arrays;

/**
 * Exact k nearest neighbours by Euclidean distance, for a support that comes in blocks: memory does
 * not grow with the support.
 *
 * <p>Squared distances are summed in double, and in the same order for every pair, so duplicates in
 * the support are equally far. Equal distances: the lowest support index is nearer. Where the
 * support has fewer than k samples, all of them are neighbours.
 */
public final class NearestNeighbours {
  private static final int BLOCK = 256;

  private final FeatureMatrix queries;
  private final int k;
  private final double[] distances;
  private final int[] indices;
  private int offered;

  /**
   * @param queries whose neighbours are sought; finite
   * @param k neighbours per query, at least 1
   */
  public NearestNeighbours(FeatureMatrix queries, int k) {
    if (k < 1) {
      throw new IllegalArgumentException("k must be at least 1, not " + k);
    }
    requireFinite(queries);
    this.queries = queries;
    this.k = k;
    this.distances = new double[Math.multiplyExact(queries.rows(), k)];
    this.indices = new int[distances.length];
    Arrays.fill(distances, Double.POSITIVE_INFINITY);
  }

  /** The neighbours of every query in one support: see {@link #indices}. */
  public static int[][] search(FeatureMatrix support, FeatureMatrix queries, int k) {
    NearestNeighbours neighbours = new NearestNeighbours(queries, k);
    neighbours.offer(support);
    return neighbours.indices();
  }

  /**
   * Takes the support's next samples; the first ever offered has index 0.
   *
   * @throws IllegalArgumentException where the width is not the queries', or a value is not finite
   */
  public void offer(FeatureMatrix support) {
    if (support.columns() != queries.columns()) {
      throw new IllegalArgumentException(
          "support of width %d, queries of width %d"
              .formatted(support.columns(), queries.columns()));
    }
    requireFinite(support);
    double[][] block = new double[support.columns()][BLOCK];
    double[] squared = new double[BLOCK];
    for (int first = 0; first < support.rows(); first += BLOCK) {
      int size = Math.min(BLOCK, support.rows() - first);
      transpose(support, first, size, block);
      for (int query = 0; query < queries.rows(); query++) {
        squaredDistances(query, block, squared);
        keepNearest(query, squared, size);
      }
      offered += size;
    }
  }

  /** Support indices [query][neighbour], nearest first; min(k, samples offered) of them each. */
  public int[][] indices() {
    int found = Math.min(k, offered);
    int[][] rows = new int[queries.rows()][];
    for (int query = 0; query < rows.length; query++) {
      rows[query] = Arrays.copyOfRange(indices, query * k, query * k + found);
    }
    return rows;
  }

  /**
   * The label that most neighbours of each query have; equal votes: the smallest label.
   *
   * @param supportLabels of the samples in the order in which they were offered, each 0 to {@code
   *     classes - 1}
   */
  public int[] majorityLabels(int[] supportLabels, int classes) {
    if (supportLabels.length != offered || offered == 0) {
      throw new IllegalArgumentException(
          "%d labels for %d support samples".formatted(supportLabels.length, offered));
    }
    int[][] neighbours = indices();
    int[] labels = new int[neighbours.length];
    for (int query = 0; query < labels.length; query++) {
      int[] votes = new int[classes];
      for (int neighbour : neighbours[query]) {
        votes[supportLabels[neighbour]]++;
      }
      labels[query] = LabelVotes.modalLabel(votes, TieRule.SMALLEST_LABEL);
    }
    return labels;
  }

  private static void transpose(FeatureMatrix support, int first, int size, double[][] block) {
    for (int column = 0; column < block.length; column++) {
      for (int i = 0; i < size; i++) {
        block[column][i] = support.at(first + i, column);
      }
    }
  }

  /** Runs along the support, so that the compiler vectorises it; columns by four spare stores. */
  private void squaredDistances(int query, double[][] block, double[] squared) {
    Arrays.fill(squared, 0);
    int column = 0;
    for (; column + 3 < block.length; column += 4) {
      addFourColumns(
          queries.at(query, column),
          block[column],
          queries.at(query, column + 1),
          block[column + 1],
          queries.at(query, column + 2),
          block[column + 2],
          queries.at(query, column + 3),
          block[column + 3],
          squared);
    }
    for (; column < block.length; column++) {
      double value = queries.at(query, column);
      double[] support = block[column];
      for (int i = 0; i < BLOCK; i++) {
        double difference = value - support[i];
        squared[i] += difference * difference;
      }
    }
  }

  private static void addFourColumns(
      double value0,
      double[] support0,
      double value1,
      double[] support1,
      double value2,
      double[] support2,
      double value3,
      double[] support3,
      double[] squared) {
    for (int i = 0; i < BLOCK; i++) {
      double difference0 = value0 - support0[i];
      double difference1 = value1 - support1[i];
      double difference2 = value2 - support2[i];
      double difference3 = value3 - support3[i];
      squared[i] +=
          difference0 * difference0
              + difference1 * difference1
              + difference2 * difference2
              + difference3 * difference3;
    }
  }

  private void keepNearest(int query, double[] squared, int size) {
    int begin = query * k;
    int last = begin + k - 1;
    for (int i = 0; i < size; i++) {
      // Later samples have higher indices, so an equal distance never displaces.
      if (squared[i] < distances[last]) {
        int place = last;
        while (place > begin && squared[i] < distances[place - 1]) {
          distances[place] = distances[place - 1];
          indices[place] = indices[place - 1];
          place--;
        }
        distances[place] = squared[i];
        indices[place] = offered + i;
      }
    }
  }

  private static void requireFinite(FeatureMatrix features) {
    if (!features.isFinite()) {
      throw new IllegalArgumentException("a feature is not finite");
    }
  }
}

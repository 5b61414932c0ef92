package org.prunescope.metrics.algorithm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Exact k nearest neighbours by Euclidean distance, for a support that comes in blocks: memory does
 * not grow with the support.
 *
 * <p>A squared distance is the sum over columns, in their order, of (query - support)^2, all in
 * double. Equal distances: the lowest support index is nearer. Where the support has fewer than k
 * samples, all of them are neighbours. What is found depends on nothing else: not on threads, on
 * how the support is split or on the order of the queries.
 *
 * <p>Few distances are computed like this. {@link LowerBounds} bounds all of them in float, and
 * only samples that the bounds cannot rule out are looked at in double: see {@link Frame}.
 */
public final class NearestNeighbours {
  /** Support samples that are held before they are searched, unless it is said otherwise. */
  static final int DEFAULT_BLOCK_ROWS = 16_384;

  private static final int MAX_TILE = 256;
  private static final int MAX_HELD_VALUES = 1 << 30;

  private final FeatureMatrix queries;
  private final float largestQueryValue;
  private final int k;
  private final ExactNeighbours found;
  private final int blockRows;
  private final int threads;
  private float[] held = {};
  private int heldRows;
  private float largestHeldValue;
  private int searched;

  /**
   * On the caller's thread, with a block of moderate size.
   *
   * @param queries whose neighbours are sought; finite, up to {@link Frame#MAX_WIDTH} wide
   * @param k neighbours per query, at least 1
   */
  public NearestNeighbours(FeatureMatrix queries, int k) {
    this(queries, k, DEFAULT_BLOCK_ROWS, 1);
  }

  /**
   * @param queries whose neighbours are sought; finite, up to {@link Frame#MAX_WIDTH} wide
   * @param k neighbours per query, at least 1
   * @param blockRows support samples that are held before they are searched, at least 1
   * @param threads that search, at least 1
   */
  public NearestNeighbours(FeatureMatrix queries, int k, int blockRows, int threads) {
    if (k < 1) {
      throw new IllegalArgumentException("k must be at least 1, not " + k);
    }
    if (queries.columns() > Frame.MAX_WIDTH) {
      throw new IllegalArgumentException(
          "features may be up to %d wide, not %d".formatted(Frame.MAX_WIDTH, queries.columns()));
    }
    if (blockRows < 1 || threads < 1) {
      throw new IllegalArgumentException(
          "block rows and threads must be at least 1, not %d and %d".formatted(blockRows, threads));
    }
    this.queries = queries;
    this.largestQueryValue = largestFinite(queries.values());
    this.k = k;
    this.found = new ExactNeighbours(queries.rows(), k);
    this.blockRows = Math.min(blockRows, MAX_HELD_VALUES / queries.columns());
    this.threads = threads;
  }

  /**
   * Takes the support's next samples; the first ever offered has index 0. They are copied.
   *
   * @throws IllegalArgumentException where the width is not the queries', or a value is not finite
   */
  public void offer(FeatureMatrix support) {
    if (support.columns() != queries.columns()) {
      throw new IllegalArgumentException(
          "support of width %d, queries of width %d"
              .formatted(support.columns(), queries.columns()));
    }
    float largest = largestFinite(support.values());
    int width = support.columns();
    for (int taken = 0; taken < support.rows(); ) {
      int rows = Math.min(support.rows() - taken, blockRows - heldRows);
      makeRoomFor(rows);
      System.arraycopy(support.values(), taken * width, held, heldRows * width, rows * width);
      heldRows += rows;
      largestHeldValue = Math.max(largestHeldValue, largest);
      taken += rows;
      if (heldRows == blockRows) {
        searchHeld(threads);
      }
    }
  }

  /** Support indices [query][neighbour], nearest first; min(k, samples offered) of them each. */
  public int[][] indices() {
    searchHeld(threads);
    int[][] rows = new int[queries.rows()][];
    for (int query = 0; query < rows.length; query++) {
      rows[query] = found.of(query, searched);
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
    return majorityLabels(supportLabels, classes, threads);
  }

  /** The same on so many threads. */
  int[] majorityLabels(int[] supportLabels, int classes, int threads) {
    int offered = searched + heldRows;
    if (supportLabels.length != offered || offered == 0) {
      throw new IllegalArgumentException(
          "%d labels for %d support samples".formatted(supportLabels.length, offered));
    }
    ExactNeighbours voters = voters(threads);
    int[] labels = new int[queries.rows()];
    for (int query = 0; query < labels.length; query++) {
      int[] votes = new int[classes];
      for (int neighbour : voters.of(query, offered)) {
        votes[supportLabels[neighbour]]++;
      }
      labels[query] = LabelVotes.modalLabel(votes, TieRule.SMALLEST_LABEL);
    }
    return labels;
  }

  /** The neighbours in whatever order, which is less work where the whole support is held. */
  private ExactNeighbours voters(int threads) {
    if (searched > 0) {
      searchHeld(threads);
      return found;
    }
    ExactNeighbours members = new ExactNeighbours(queries.rows(), k);
    search(members, TileSearch::members, threads);
    return members;
  }

  private void makeRoomFor(int rows) {
    int width = queries.columns();
    long needed = (long) (heldRows + rows) * width;
    if (needed > held.length) {
      long doubled = Math.min(2L * held.length, (long) blockRows * width);
      held = Arrays.copyOf(held, Math.toIntExact(Math.max(needed, doubled)));
    }
  }

  private void searchHeld(int threads) {
    if (heldRows == 0) {
      return;
    }
    search(found, TileSearch::nearest, threads);
    searched += heldRows;
    heldRows = 0;
    largestHeldValue = 0;
  }

  private void search(
      ExactNeighbours neighbours,
      BiConsumer<TileSearch, SupportColumns[]> tileSearch,
      int threads) {
    SupportBlock support = new SupportBlock(held, heldRows, queries.columns(), searched);
    Frame frame = Frame.around(support, Math.max(largestQueryValue, largestHeldValue));
    SupportColumns[] columns = new SupportColumns[SupportColumns.count(heldRows)];
    inParallel(threads, columns.length, i -> columns[i] = SupportColumns.of(support, i, frame));
    int tile = tileSize(threads);
    inParallel(
        threads,
        Math.ceilDiv(queries.rows(), tile),
        i -> {
          int from = i * tile;
          int to = Math.min(from + tile, queries.rows());
          tileSearch.accept(new TileSearch(queries, from, to, support, frame, neighbours), columns);
        });
  }

  /** A few tiles per thread, so that none waits long for another; whole groups of queries. */
  private int tileSize(int threads) {
    int share = Math.min(MAX_TILE, Math.ceilDiv(queries.rows(), 8 * threads));
    return Math.ceilDiv(Math.max(1, share), LowerBounds.QUERIES) * LowerBounds.QUERIES;
  }

  static void inParallel(int threads, int parts, IntConsumer work) {
    if (threads == 1 || parts <= 1) {
      IntStream.range(0, parts).forEach(work);
      return;
    }
    try (ExecutorService pool = Executors.newFixedThreadPool(Math.min(threads, parts))) {
      List<CompletableFuture<Void>> running = new ArrayList<>();
      for (int part = 0; part < parts; part++) {
        int own = part;
        running.add(CompletableFuture.runAsync(() -> work.accept(own), pool));
      }
      running.forEach(CompletableFuture::join);
    }
  }

  /** The largest magnitude. A slice at a time, for the compiler vectorises one index alone. */
  private static float largestFinite(float[] values) {
    float[] slice = new float[Math.min(1024, values.length)];
    float[] largest = new float[slice.length];
    for (int from = 0; from < values.length; from += slice.length) {
      int size = Math.min(slice.length, values.length - from);
      System.arraycopy(values, from, slice, 0, size);
      for (int i = 0; i < size; i++) {
        largest[i] = Math.max(largest[i], Math.abs(slice[i])); // NaN stays
      }
    }
    float magnitude = 0;
    for (float value : largest) {
      magnitude = Math.max(magnitude, value);
    }
    if (!Float.isFinite(magnitude)) {
      throw new IllegalArgumentException("a feature is not finite");
    }
    return magnitude;
  }
}

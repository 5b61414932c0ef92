package org.prunescope.metrics.algorithm;

/** Searches a block of the support for a few hundred queries, on one thread. */
final class TileSearch {
  private static final int QUERIES = LowerBounds.QUERIES;
  private static final int COLUMNS = LowerBounds.COLUMNS;

  private final FeatureMatrix queries;
  private final int from;
  private final SupportBlock support;
  private final Frame frame;
  private final ExactNeighbours found;
  private final LowerBounds bounds = new LowerBounds();
  private final float[][] multipliers; // of each group of queries
  private final double[] squares; // of each query's coordinates
  private final Candidates[] candidates;
  private final int[] near = new int[SupportColumns.SIZE];
  private final int[] ownNear = new int[SupportColumns.SIZE];

  /** For the queries {@code from} to {@code to - 1}. */
  TileSearch(
      FeatureMatrix queries,
      int from,
      int to,
      SupportBlock support,
      Frame frame,
      ExactNeighbours found) {
    this.queries = queries;
    this.from = from;
    this.support = support;
    this.frame = frame;
    this.found = found;
    int groups = Math.ceilDiv(to - from, QUERIES);
    this.multipliers =
        new float[groups][Math.ceilDiv(queries.columns(), COLUMNS) * COLUMNS * QUERIES];
    this.squares = new double[to - from];
    this.candidates = new Candidates[groups * QUERIES];
    for (int i = 0; i < candidates.length; i++) {
      candidates[i] = i < squares.length ? prepared(i) : none();
    }
  }

  /** Leaves in {@code found} what is nearer than what is there. */
  void nearest(SupportColumns[] blocks) {
    collect(blocks);
    for (int query = 0; query < squares.length; query++) {
      compareExactly(query);
    }
  }

  /**
   * Leaves in {@code found}, where nothing may be yet, the nearest in whatever order: where bounds
   * alone say which they are, no distance is computed.
   */
  void members(SupportColumns[] blocks) {
    collect(blocks);
    int members = Math.min(found.k(), support.rows());
    for (int query = 0; query < squares.length; query++) {
      // Some have been compared already where there was no room for all candidates.
      boolean compared = found.farthest(from + query) < Double.POSITIVE_INFINITY;
      int[] samples = candidates[query].take();
      if (samples.length == members && !compared) {
        found.set(from + query, samples);
      } else {
        compareExactly(query, samples);
      }
    }
  }

  private void collect(SupportColumns[] blocks) {
    for (SupportColumns block : blocks) {
      for (int group = 0; group < multipliers.length; group++) {
        bounds.compute(block, multipliers[group]);
        collect(block, group * QUERIES);
      }
    }
  }

  private Candidates prepared(int query) {
    float[] own = multipliers[query / QUERIES];
    float[] values = queries.values();
    double[] centre = frame.centre();
    double scale = frame.scale();
    int row = (from + query) * queries.columns();
    double square = 0;
    for (int column = 0; column < centre.length; column++) {
      float coordinate = Frame.coordinate(values[row + column], scale, centre[column]);
      int place = (column / COLUMNS * QUERIES + query % QUERIES) * COLUMNS + column % COLUMNS;
      own[place] = -2 * coordinate;
      square += (double) coordinate * coordinate;
    }
    squares[query] = square;
    return new Candidates(
        found.k(), 2 * (frame.share() * square + frame.absolute()), exactLimit(query));
  }

  /** What fills the last group: no bound is below its limit. */
  private static Candidates none() {
    return new Candidates(1, 0, -Float.MAX_VALUE);
  }

  /** The lower bounds of all that is not farther than the k-th nearest are below this. */
  private float exactLimit(int query) {
    double distance = found.farthest(from + query) * frame.scale() * frame.scale();
    return Frame.above(
        distance - squares[query] + frame.share() * squares[query] + frame.absolute());
  }

  private void collect(SupportColumns block, int firstQuery) {
    for (int i = 0; i < QUERIES; i++) {
      candidates[firstQuery + i].limitBy(bounds.of(i), block.widening(), block.size());
    }
    int found =
        bounds.below(
            candidates[firstQuery].limit(),
            candidates[firstQuery + 1].limit(),
            candidates[firstQuery + 2].limit(),
            candidates[firstQuery + 3].limit(),
            block.size(),
            near);
    for (int i = 0; i < QUERIES; i++) {
      offer(firstQuery + i, block, bounds.of(i), found);
    }
  }

  /** Offers a query those of the near samples that are below its own limit. */
  private void offer(int query, SupportColumns block, float[] lower, int found) {
    Candidates own = candidates[query];
    int count = LowerBounds.below(own.limit(), lower, near, found, ownNear);
    for (int from = 0; from < count; ) {
      from = own.offer(block, lower, ownNear, from, count);
      if (own.isFull()) {
        compareExactly(query);
      }
    }
  }

  private void compareExactly(int query) {
    compareExactly(query, candidates[query].take());
  }

  private void compareExactly(int query, int[] samples) {
    double[] features = new double[queries.columns()];
    for (int column = 0; column < features.length; column++) {
      features[column] = queries.at(from + query, column);
    }
    double[] distances = new double[4];
    for (int i = 0; i < samples.length; i += 4) {
      int last = samples.length - 1;
      squaredDistances(
          features,
          samples[i],
          samples[Math.min(i + 1, last)],
          samples[Math.min(i + 2, last)],
          samples[Math.min(i + 3, last)],
          distances);
      for (int j = i; j <= Math.min(i + 3, last); j++) {
        found.compare(from + query, distances[j - i], support.first() + samples[j]);
      }
    }
    candidates[query].limitTo(exactLimit(query));
  }

  /** Four at a time: each is a chain of additions, and a processor has room for several. */
  private void squaredDistances(
      double[] query, int sample0, int sample1, int sample2, int sample3, double[] distances) {
    float[] values = support.values();
    int width = query.length;
    int at0 = sample0 * width;
    int at1 = sample1 * width;
    int at2 = sample2 * width;
    int at3 = sample3 * width;
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    for (int column = 0; column < width; column++) {
      double value = query[column];
      double difference0 = value - values[at0 + column];
      double difference1 = value - values[at1 + column];
      double difference2 = value - values[at2 + column];
      double difference3 = value - values[at3 + column];
      sum0 += difference0 * difference0;
      sum1 += difference1 * difference1;
      sum2 += difference2 * difference2;
      sum3 += difference3 * difference3;
    }
    distances[0] = sum0;
    distances[1] = sum1;
    distances[2] = sum2;
    distances[3] = sum3;
  }
}

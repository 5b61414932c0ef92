package org.prunescope.metrics.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Neighbours beside all distances in double, sorted, on features that floats are bad at. */
class NearestNeighboursExactnessTest {
  private static final int[] BLOCK_ROWS = {1, 7, 100, 1024, 1500, 100_000};
  private static final int[] KS = {1, 2, 30, 70};
  private static final int CLASSES = 4;

  enum Features {
    ORDINARY {
      @Override
      float value(Random random, int row, int column) {
        return (float) random.nextGaussian();
      }
    },
    AFTER_RELU_WITH_A_LARGE_COMMON_MEAN {
      @Override
      float value(Random random, int row, int column) {
        return 50 + (float) Math.max(0, random.nextGaussian());
      }
    },
    FEW_DISTINCT {
      @Override
      float value(Random random, int row, int column) {
        return random.nextInt(2);
      }
    },
    ALL_EQUAL {
      @Override
      float value(Random random, int row, int column) {
        return 3.3f;
      }
    },
    TINY_DIFFERENCES_ON_A_HUGE_OFFSET {
      @Override
      float value(Random random, int row, int column) {
        return 1e4f + random.nextInt(3) * Math.ulp(1e4f);
      }
    },
    TINY_DIFFERENCES_ON_OFFSETS_OF_TWO_CLUSTERS {
      @Override
      float value(Random random, int row, int column) {
        return (row % 2 == 0 ? 1e4f : -1e4f) + random.nextInt(3) * Math.ulp(1e4f);
      }
    },
    DENORMAL {
      @Override
      float value(Random random, int row, int column) {
        return random.nextInt(5) * Float.MIN_VALUE;
      }
    },
    SQUARES_OVERFLOW {
      @Override
      float value(Random random, int row, int column) {
        return (random.nextFloat() - .5f) * 2 * Float.MAX_VALUE;
      }
    },
    ONE_OUTLIER_DROWNS_THE_REST {
      @Override
      float value(Random random, int row, int column) {
        return row == 5 ? 1e38f : random.nextInt(4) * 1e-20f;
      }
    },
    ALL_MAGNITUDES {
      @Override
      float value(Random random, int row, int column) {
        return (float) (random.nextGaussian() * Math.pow(10, random.nextInt(75) - 37));
      }
    },
    ASCENDING_TOWARDS_THE_QUERIES {
      @Override
      float value(Random random, int row, int column) {
        return -1f / (1 + row);
      }
    };

    abstract float value(Random random, int row, int column);

    FeatureMatrix rows(Random random, int rows, int columns) {
      float[] values = new float[rows * columns];
      for (int i = 0; i < values.length; i++) {
        values[i] = value(random, i / columns, i % columns);
      }
      return new FeatureMatrix(rows, columns, values);
    }
  }

  @ParameterizedTest
  @EnumSource(Features.class)
  void equalsSortingAllDistancesHoweverItIsSearched(Features features) {
    for (long seed = 0; seed < 6; seed++) {
      // given sizes that no block or group divides, and supports smaller than k
      Random random = new Random(seed);
      int width = 1 + random.nextInt(seed % 3 == 0 ? 140 : 20);
      FeatureMatrix support = features.rows(random, 1 + random.nextInt(2500), width);
      FeatureMatrix queries = features.rows(random, 1 + random.nextInt(20), width);
      int[] labels = random.ints(support.rows(), 0, CLASSES).toArray();
      int k = KS[random.nextInt(KS.length)];
      int[][] expected = sorted(support, queries, k);

      // when
      int blockRows = BLOCK_ROWS[(int) (seed % BLOCK_ROWS.length)];
      int threads = 1 + random.nextInt(4);
      NearestNeighbours neighbours = new NearestNeighbours(queries, k, blockRows, threads);
      int split = random.nextInt(support.rows());
      neighbours.offer(rows(support, 0, split));
      neighbours.offer(rows(support, split, support.rows()));
      int[] voted = neighbours.majorityLabels(labels, CLASSES);

      // then
      String searched =
          "%s, seed %d: %d x %d support, %d queries, k %d, blocks of %d, %d threads"
              .formatted(
                  features, seed, support.rows(), width, queries.rows(), k, blockRows, threads);
      assertThat(voted).as(searched).isEqualTo(votes(expected, labels));
      assertThat(neighbours.indices()).as(searched).isDeepEqualTo(expected);
    }
  }

  @ParameterizedTest
  @EnumSource(Features.class)
  void boundsHoldAndAreNarrow(Features features) {
    for (long seed = 0; seed < 6; seed++) {
      // given
      Random random = new Random(seed);
      int width = 1 + random.nextInt(140);
      FeatureMatrix matrix = features.rows(random, 100 + LowerBounds.QUERIES, width);
      SupportBlock support = new SupportBlock(matrix.values(), 100, width, 0);
      FeatureMatrix queries = rows(matrix, 100, 100 + LowerBounds.QUERIES);
      Frame frame = Frame.around(support, largest(matrix));
      SupportColumns columns = SupportColumns.of(support, 0, frame);

      // when
      LowerBounds bounds = new LowerBounds();
      bounds.compute(columns, multipliers(queries, frame));

      // then
      for (int query = 0; query < LowerBounds.QUERIES; query++) {
        double own = square(queries, query, frame);
        for (int i = 0; i < 100; i++) {
          double distance = distance(matrix, i, queries, query) * frame.scale() * frame.scale();
          double below = frame.share() * own + frame.absolute();
          double lower = own + bounds.of(query)[i] - below;
          double upper = own + bounds.of(query)[i] + columns.widening()[i] + below;
          assertThat(distance).as("%s, seed %d", features, seed).isBetween(lower, upper);
          assertThat(upper - lower)
              .isLessThan(2.1 * frame.share() * (own + square(matrix, i, frame)) + 1e-30);
        }
      }
    }
  }

  private static float[] multipliers(FeatureMatrix queries, Frame frame) {
    int columns = Math.ceilDiv(queries.columns(), LowerBounds.COLUMNS) * LowerBounds.COLUMNS;
    float[] multipliers = new float[columns * LowerBounds.QUERIES];
    for (int query = 0; query < LowerBounds.QUERIES; query++) {
      for (int column = 0; column < queries.columns(); column++) {
        int group = column / LowerBounds.COLUMNS;
        multipliers[
                (group * LowerBounds.QUERIES + query) * LowerBounds.COLUMNS
                    + column % LowerBounds.COLUMNS] =
            -2 * coordinate(queries, query, column, frame);
      }
    }
    return multipliers;
  }

  private static double square(FeatureMatrix matrix, int row, Frame frame) {
    double square = 0;
    for (int column = 0; column < matrix.columns(); column++) {
      square += Math.pow(coordinate(matrix, row, column, frame), 2);
    }
    return square;
  }

  private static float coordinate(FeatureMatrix matrix, int row, int column, Frame frame) {
    return Frame.coordinate(matrix.at(row, column), frame.scale(), frame.centre()[column]);
  }

  private static float largest(FeatureMatrix matrix) {
    float largest = 0;
    for (float value : matrix.values()) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  private static double distance(FeatureMatrix one, int row, FeatureMatrix other, int otherRow) {
    double distance = 0;
    for (int column = 0; column < one.columns(); column++) {
      double difference = (double) other.at(otherRow, column) - one.at(row, column);
      distance += difference * difference;
    }
    return distance;
  }

  private static int[][] sorted(FeatureMatrix support, FeatureMatrix queries, int k) {
    return IntStream.range(0, queries.rows())
        .mapToObj(query -> sorted(support, queries, query, k))
        .toArray(int[][]::new);
  }

  private static int[] sorted(FeatureMatrix support, FeatureMatrix queries, int query, int k) {
    double[] distances =
        IntStream.range(0, support.rows())
            .mapToDouble(i -> distance(support, i, queries, query))
            .toArray();
    return IntStream.range(0, distances.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> distances[i]))
        .limit(k)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static int[] votes(int[][] neighbours, int[] labels) {
    int[] majority = new int[neighbours.length];
    for (int query = 0; query < majority.length; query++) {
      int[] counts = new int[CLASSES];
      for (int neighbour : neighbours[query]) {
        counts[labels[neighbour]]++;
      }
      int most = Arrays.stream(counts).max().orElseThrow();
      majority[query] =
          IntStream.range(0, CLASSES)
              .filter(label -> counts[label] == most)
              .findFirst()
              .orElseThrow();
    }
    return majority;
  }

  private static FeatureMatrix rows(FeatureMatrix matrix, int from, int to) {
    float[] values =
        Arrays.copyOfRange(matrix.values(), from * matrix.columns(), to * matrix.columns());
    return new FeatureMatrix(to - from, matrix.columns(), values);
  }
}

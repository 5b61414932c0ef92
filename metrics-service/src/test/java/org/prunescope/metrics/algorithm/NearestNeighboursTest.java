package org.prunescope.metrics.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NearestNeighboursTest {
  @Test
  void prefersTheLowestIndexAmongEqualDistances() {
    // given five support samples at distances 1, 0, 1, 1, 2 of the query
    FeatureMatrix support = new FeatureMatrix(5, 1, new float[] {4, 3, 2, 4, 5});
    FeatureMatrix query = new FeatureMatrix(1, 1, new float[] {3});

    // then
    assertThat(search(support, query, 3)).isDeepEqualTo(new int[][] {{1, 0, 2}});
  }

  @Test
  void givesEqualVotesToTheSmallestLabel() {
    NearestNeighbours neighbours =
        new NearestNeighbours(new FeatureMatrix(1, 1, new float[] {0}), 4);
    neighbours.offer(new FeatureMatrix(5, 1, new float[] {1, 2, 3, 4, 5}));

    assertThat(neighbours.majorityLabels(new int[] {2, 1, 2, 1, 0}, 3)).containsExactly(1);
  }

  @Test
  void takesAllOfASupportThatIsSmallerThanK() {
    FeatureMatrix support = new FeatureMatrix(2, 1, new float[] {7, 1});
    FeatureMatrix query = new FeatureMatrix(1, 1, new float[] {0});

    assertThat(search(support, query, 30)).isDeepEqualTo(new int[][] {{1, 0}});
  }

  @Test
  void findsDuplicatesInEveryBlockEquallyFar() {
    // given the same random sample 1,000 times, in width that no block divides
    Random random = new Random(1);
    float[] sample = randomFloats(random, 37);
    float[] values = new float[1000 * 37];
    for (int i = 0; i < 1000; i++) {
      System.arraycopy(sample, 0, values, i * 37, 37);
    }
    FeatureMatrix query = new FeatureMatrix(1, 37, randomFloats(random, 37));

    // when
    int[][] neighbours = search(new FeatureMatrix(1000, 37, values), query, 30);

    // then
    assertThat(neighbours[0]).containsExactly(IntStream.range(0, 30).toArray());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void equalsSortingAllDistancesHoweverTheSupportIsSplit(long seed) {
    // given few distinct values, so that many distances are equal
    Random random = new Random(seed);
    int size = 200 + random.nextInt(600);
    int width = 1 + random.nextInt(9);
    FeatureMatrix support = randomSmallIntegers(random, size, width);
    FeatureMatrix queries = randomSmallIntegers(random, 20, width);
    int split = random.nextInt(size);

    // when
    NearestNeighbours neighbours = new NearestNeighbours(queries, 30);
    neighbours.offer(rows(support, 0, split));
    neighbours.offer(rows(support, split, size));

    // then
    assertThat(neighbours.indices()).isDeepEqualTo(sorted(support, queries, 30));
  }

  @Test
  void goesOnAfterItWasAsked() {
    // given a search that is asked for votes, then for neighbours, between its blocks
    FeatureMatrix query = new FeatureMatrix(1, 1, new float[] {0});
    NearestNeighbours neighbours = new NearestNeighbours(query, 2);
    neighbours.offer(new FeatureMatrix(2, 1, new float[] {5, 3}));
    assertThat(neighbours.majorityLabels(new int[] {1, 1}, 2)).containsExactly(1);
    neighbours.offer(new FeatureMatrix(1, 1, new float[] {4}));
    assertThat(neighbours.indices()).isDeepEqualTo(new int[][] {{1, 2}});

    // when
    neighbours.offer(new FeatureMatrix(1, 1, new float[] {-2}));

    // then
    assertThat(neighbours.majorityLabels(new int[] {1, 1, 1, 0}, 2)).containsExactly(0);
    assertThat(neighbours.indices()).isDeepEqualTo(new int[][] {{3, 1}});
  }

  @Test
  void sharesMemoryAmongSearchesThatAreFedTogether() {
    // given room for a row of each alone
    FeatureMatrix narrow = new FeatureMatrix(1, 1, new float[] {0});
    FeatureMatrix wide = new FeatureMatrix(1, 3, new float[] {0, 0, 0});
    List<NearestNeighbours> searches = new NeighbourSearch(2, 1).over(List.of(narrow, wide), 1);

    // when
    searches.get(0).offer(new FeatureMatrix(3, 1, new float[] {2, 1, 3}));
    searches.get(1).offer(new FeatureMatrix(2, 3, new float[] {1, 1, 1, 0, 1, 1}));

    // then
    assertThat(searches.get(0).indices()).isDeepEqualTo(new int[][] {{1}});
    assertThat(searches.get(1).indices()).isDeepEqualTo(new int[][] {{1}});
  }

  @Test
  void refusesFeaturesThatAreNotFinite() {
    NearestNeighbours neighbours =
        new NearestNeighbours(new FeatureMatrix(1, 1, new float[] {0}), 1);
    FeatureMatrix support = new FeatureMatrix(1, 1, new float[] {Float.POSITIVE_INFINITY});

    assertThatThrownBy(() -> neighbours.offer(support))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static int[][] sorted(FeatureMatrix support, FeatureMatrix queries, int k) {
    int[][] neighbours = new int[queries.rows()][];
    for (int query = 0; query < queries.rows(); query++) {
      double[] distances = new double[support.rows()];
      for (int i = 0; i < distances.length; i++) {
        for (int column = 0; column < support.columns(); column++) {
          distances[i] += Math.pow(support.at(i, column) - queries.at(query, column), 2);
        }
      }
      neighbours[query] =
          IntStream.range(0, distances.length)
              .boxed()
              .sorted(Comparator.comparingDouble((Integer i) -> distances[i]))
              .limit(k)
              .mapToInt(Integer::intValue)
              .toArray();
    }
    return neighbours;
  }

  private static int[][] search(FeatureMatrix support, FeatureMatrix queries, int k) {
    NearestNeighbours neighbours = new NearestNeighbours(queries, k);
    neighbours.offer(support);
    return neighbours.indices();
  }

  private static FeatureMatrix rows(FeatureMatrix matrix, int from, int to) {
    float[] values =
        Arrays.copyOfRange(matrix.values(), from * matrix.columns(), to * matrix.columns());
    return new FeatureMatrix(to - from, matrix.columns(), values);
  }

  private static FeatureMatrix randomSmallIntegers(Random random, int rows, int columns) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(3);
    }
    return new FeatureMatrix(rows, columns, values);
  }

  private static float[] randomFloats(Random random, int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = random.nextFloat();
    }
    return values;
  }
}

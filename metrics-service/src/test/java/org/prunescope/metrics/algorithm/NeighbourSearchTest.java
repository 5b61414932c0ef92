package org.prunescope.metrics.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NeighbourSearchTest {
  private static final int CLASSES = 4;

  /** One search for several threads, as many as threads, more, and held only in part. */
  @ParameterizedTest
  @CsvSource({"1, 3, 65536", "2, 1, 65536", "3, 3, 65536", "2, 5, 65536", "4, 7, 400"})
  void searchesThatAreFedTogetherVoteAsEachWouldAlone(int threads, int searches, int memory) {
    // given
    List<FeatureMatrix> queries =
        IntStream.range(0, searches).mapToObj(i -> Latents.of(37, 3 + i, 500 + i)).toList();
    List<FeatureMatrix> support =
        IntStream.range(0, searches).mapToObj(i -> Latents.of(300, 3 + i, i)).toList();
    int[] labels = new int[300];
    Arrays.setAll(labels, i -> i * i / 7 % CLASSES);
    NeighbourSearch search = new NeighbourSearch(threads, memory);

    // when
    List<NearestNeighbours> together = search.over(queries, 30);
    IntStream.range(0, searches).forEach(i -> together.get(i).offer(support.get(i)));
    int[][] votes = search.majorityLabels(together, labels, CLASSES);

    // then
    assertThat(votes).hasNumberOfRows(searches);
    for (int i = 0; i < searches; i++) {
      NearestNeighbours alone = new NearestNeighbours(queries.get(i), 30);
      alone.offer(support.get(i));
      assertThat(votes[i]).as("search %d", i).isEqualTo(alone.majorityLabels(labels, CLASSES));
    }
  }
}

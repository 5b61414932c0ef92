package org.prunescope.metrics.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnnAccuracyTest {
  @Test
  void comparesDirectionsNotLengths() {
    // given near the query 30 long latents of class 1 in its direction, and 30 short ones of class
    // 0
    FeatureMatrix test = new FeatureMatrix(1, 2, new float[] {1, 0});
    KnnAccuracy knn = new KnnAccuracy(test);
    knn.offer(repeated(30, 1, 1));
    knn.offer(repeated(30, 100, 1));
    int[] labels = new int[60];
    Arrays.fill(labels, 30, 60, 1);

    assertThat(knn.accuracy(labels, new int[] {1}, 2)).isEqualTo(1);
    assertThat(knn.accuracy(labels, new int[] {0}, 2)).isZero();
  }

  /**
   * scikit-learn's KNeighborsClassifier(30, algorithm="brute") on latents normalised in double; the
   * 30th and the 31st neighbour of every query differ.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 64, 200})
  void isWhatScikitLearnComputesHoweverTheSupportComes(int block) {
    FeatureMatrix support = Latents.of(200, 9);
    int[] labels = new int[200];
    Arrays.setAll(labels, i -> i * i / 7 % 4);
    int[] trueLabels = new int[50];
    Arrays.setAll(trueLabels, i -> i * 3 % 4);
    KnnAccuracy knn = new KnnAccuracy(Latents.of(50, 9, 500, 0));

    for (int from = 0; from < 200; from += block) {
      int to = Math.min(from + block, 200);
      knn.offer(
          new FeatureMatrix(to - from, 9, Arrays.copyOfRange(support.values(), from * 9, to * 9)));
    }

    assertThat(knn.accuracy(labels, trueLabels, 4)).isCloseTo(0.26, within(1e-15));
    assertThat(knn.supportZeros()).isZero();
  }

  @Test
  void countsSupportWithoutNorm() {
    KnnAccuracy knn = new KnnAccuracy(Latents.of(1, 2));
    knn.offer(new FeatureMatrix(3, 2, new float[] {0, 0, 1, 0, -0f, 0}));
    knn.offer(new FeatureMatrix(1, 2, new float[] {0, 0}));

    assertThat(knn.supportZeros()).isEqualTo(3);
  }

  @Test
  void aLatentWithoutNormIsAsFarFromAllOthers() {
    // given a query at the origin: all distances are 1, so the first 30 vote
    KnnAccuracy knn = new KnnAccuracy(new FeatureMatrix(1, 2, new float[2]));
    knn.offer(repeated(30, 3, 4));
    knn.offer(repeated(70, 4, 3));
    int[] labels = new int[100];
    Arrays.fill(labels, 30, 100, 1);

    assertThat(knn.accuracy(labels, new int[] {0}, 2)).isEqualTo(1);
  }

  private static FeatureMatrix repeated(int rows, float x, float y) {
    float[] values = new float[2 * rows];
    for (int i = 0; i < rows; i++) {
      values[2 * i] = x;
      values[2 * i + 1] = y;
    }
    return new FeatureMatrix(rows, 2, values);
  }
}

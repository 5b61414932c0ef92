package org.prunescope.metrics.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UniformityTest {
  @Test
  void isTheLogarithmOfTheMeanOverPairs() {
    // given squared distances 2, 4, 2
    FeatureMatrix latent = new FeatureMatrix(3, 2, new float[] {5, 0, 0, 1, -2, 0});

    assertThat(Uniformity.of(latent).orElseThrow())
        .isCloseTo(Math.log((2 * Math.exp(-4) + Math.exp(-8)) / 3), within(1e-14));
  }

  @Test
  void isExactlyZeroWhereAllHaveOneDirection() {
    FeatureMatrix latent = Latents.of(1, 12);
    float[] values = new float[300 * 12];
    for (int row = 0; row < 300; row++) {
      System.arraycopy(latent.values(), 0, values, row * 12, 12);
    }

    assertThat(Uniformity.of(new FeatureMatrix(300, 12, values)).orElseThrow())
        .isCloseTo(0, within(1e-15))
        .isNotPositive();
  }

  /** scipy.spatial.distance.pdist in double, one block and several. */
  @ParameterizedTest
  @CsvSource({"40, 12, -1.9628892170300727", "700, 10, -1.817298587474218"})
  void isWhatSciPyComputes(int rows, int columns, double expected) {
    assertThat(Uniformity.of(Latents.of(rows, columns)).orElseThrow())
        .isCloseTo(expected, within(1e-13));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 255, 256, 257, 600})
  void seesEveryPairOnceHoweverManySamplesThereAre(int rows) {
    FeatureMatrix latent = Latents.of(rows, 7);

    double sum = 0;
    for (int i = 0; i < rows; i++) {
      for (int j = i + 1; j < rows; j++) {
        double squared = 0;
        double norm = UnitRows.norm(latent, i);
        double other = UnitRows.norm(latent, j);
        for (int column = 0; column < 7; column++) {
          double difference = latent.at(i, column) / norm - latent.at(j, column) / other;
          squared += difference * difference;
        }
        sum += Math.exp(-2 * squared);
      }
    }
    assertThat(Uniformity.of(latent).orElseThrow())
        .isCloseTo(Math.log(sum / (rows * (rows - 1) / 2.0)), within(1e-13));
  }

  @Test
  void doesNotDependOnScale() {
    FeatureMatrix latent = Latents.of(300, 9);

    assertThat(Uniformity.of(Latents.stretched(latent)).orElseThrow())
        .isCloseTo(Uniformity.of(latent).orElseThrow(), within(1e-14));
  }

  @Test
  void comparesALatentWithoutNormAsTheOrigin() {
    FeatureMatrix latent = new FeatureMatrix(2, 2, new float[] {0, 0, 3, 4});

    assertThat(Uniformity.of(latent).orElseThrow()).isCloseTo(-2, within(1e-14));
  }

  @Test
  void isUndefinedWithoutAPair() {
    assertThat(Uniformity.of(Latents.of(1, 3))).isEmpty();
    assertThat(Uniformity.of(new FeatureMatrix(0, 3, new float[0]))).isEmpty();
  }

  @Test
  void refusesWhatIsNotFinite() {
    FeatureMatrix latent = new FeatureMatrix(1, 2, new float[] {1, Float.NaN});

    assertThatThrownBy(() -> Uniformity.of(latent)).isInstanceOf(IllegalArgumentException.class);
  }
}

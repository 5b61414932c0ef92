package org.prunescope.metrics.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RankMeTest {
  @Test
  void isTheWidthOfOrthogonalLatentsOfOneLength() {
    FeatureMatrix latent = new FeatureMatrix(3, 3, new float[] {2, 0, 0, 0, 2, 0, 0, 0, 2});

    // p = 1/3 + 1e-7 thrice
    double share = 1 / 3.0 + 1e-7;
    assertThat(RankMe.of(latent).orElseThrow())
        .isCloseTo(Math.exp(-3 * share * Math.log(share)), within(1e-14))
        .isCloseTo(3, within(1e-6));
  }

  @Test
  void weighsDirectionsByTheirSingularValues() {
    // given singular values 3 and 1, uncentred
    FeatureMatrix latent = new FeatureMatrix(2, 2, new float[] {3, 0, 0, 1});

    double first = .75 + 1e-7;
    double second = .25 + 1e-7;
    assertThat(RankMe.of(latent).orElseThrow())
        .isCloseTo(Math.exp(-first * Math.log(first) - second * Math.log(second)), within(1e-14));
  }

  @Test
  void isOneWhereAllLatentsHaveOneDirection() {
    FeatureMatrix latent = new FeatureMatrix(4, 2, new float[] {1, 2, 2, 4, 3, 6, 0, 0});

    // The second singular value is rounding; its share is the epsilon.
    assertThat(RankMe.of(latent).orElseThrow()).isCloseTo(1, within(2e-6));
  }

  /** numpy.linalg.svd in double, fewer samples than the width, and more than fit one block. */
  @ParameterizedTest
  @CsvSource({
    "40, 12, 10.476728700310693",
    "7, 12, 5.762676908060323",
    "1300, 12, 10.725207093396214"
  })
  void isWhatNumPyComputes(int rows, int columns, double expected) {
    assertThat(RankMe.of(Latents.of(rows, columns)).orElseThrow())
        .isCloseTo(expected, within(1e-12));
  }

  /**
   * numpy.linalg.svd of latents that lie ever less in ever more directions; the square roots of
   * numpy.linalg.eigvalsh(latents.T @ latents) are wrong by 5e-9 of the largest: the last is 0.
   */
  @Test
  void keepsSmallSingularValues() {
    double[] expected = {
      8782.34226707539,
      1770.2731222871093,
      449.7405540028873,
      101.45925104223495,
      26.723355220852852,
      6.701928925410023,
      1.5763569728516948,
      0.39675407279434677,
      0.10167470286506836,
      0.02724580594521013,
      0.006132796647168784,
      0.0015667207496816488,
      0.0003983612453145254,
      0.0001172982409908652,
      6.648412570599998e-05,
      4.7828484871896326e-05
    };
    FeatureMatrix latent = flat();

    assertThat(RankMe.singularValues(latent))
        .containsExactly(expected, within(1e-14 * expected[0]));
    assertThat(RankMe.of(latent).orElseThrow()).isCloseTo(1.959800639325496, within(1e-12));
  }

  /**
   * Value (i, c) is the sum over j of (-1)^bits(c and j) 4^-j max(0, (31 i^2 + 17 j^2 + 101 i j)
   * mod 211 - 80), which is exact in double, rounded to float.
   */
  private static FeatureMatrix flat() {
    int width = 16;
    float[] values = new float[1300 * width];
    for (int at = 0; at < values.length; at++) {
      long i = at / width;
      long column = at % width;
      double sum = 0;
      for (int j = 0; j < width; j++) {
        int sign = Long.bitCount(column & j) % 2 == 0 ? 1 : -1;
        double value = Math.max(0, (i * i * 31 + j * (j * 17L) + i * j * 101) % 211 - 80);
        sum += sign * Math.scalb(value, -2 * j);
      }
      values[at] = (float) sum;
    }
    return new FeatureMatrix(1300, width, values);
  }

  @Test
  void doesNotDependOnScaleOrOrder() {
    FeatureMatrix latent = Latents.of(600, 8);
    float[] turned = new float[latent.values().length];
    for (int row = 0; row < 600; row++) {
      for (int column = 0; column < 8; column++) {
        turned[(599 - row) * 8 + column] = 1024 * latent.at(row, column);
      }
    }

    assertThat(RankMe.of(new FeatureMatrix(600, 8, turned)).orElseThrow())
        .isCloseTo(RankMe.of(latent).orElseThrow(), within(1e-12));
  }

  @Test
  void isUndefinedWhereAllIsZeroOrNothingIsThere() {
    assertThat(RankMe.of(new FeatureMatrix(3, 2, new float[6]))).isEmpty();
    assertThat(RankMe.of(new FeatureMatrix(0, 2, new float[0]))).isEmpty();
    assertThat(RankMe.of(new FeatureMatrix(1, 2, new float[] {0, 5})).orElseThrow())
        .isCloseTo(1, within(1e-6));
  }

  @Test
  void refusesWhatIsNotFinite() {
    FeatureMatrix latent = new FeatureMatrix(1, 2, new float[] {1, Float.POSITIVE_INFINITY});

    assertThatThrownBy(() -> RankMe.of(latent)).isInstanceOf(IllegalArgumentException.class);
  }
}

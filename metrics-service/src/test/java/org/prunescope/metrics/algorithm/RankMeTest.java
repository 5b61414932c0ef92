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
   * numpy.linalg.svd of latents whose columns shrink by 16: eigenvalues would lose the last four.
   */
  @Test
  void keepsSmallSingularValues() {
    double[] expected = {
      10.335856561832113,
      0.5261826358161857,
      0.033346166665931265,
      0.0018802178800546327,
      0.00012372375132236734,
      7.750438895123438e-06,
      4.5623948324712095e-07,
      2.8700519868153627e-08,
      1.8386605044221296e-09,
      1.230612940021627e-10,
      6.933157850917029e-12,
      4.427705984415154e-13
    };
    FeatureMatrix latent = Latents.of(1300, 12, 0, 4);

    double[] values = RankMe.singularValues(latent);

    assertThat(values).containsExactly(expected, within(1e-13));
    assertThat(RankMe.of(latent).orElseThrow()).isCloseTo(1.2409498659644131, within(1e-13));
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

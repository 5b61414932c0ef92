package org.prunescope.metrics.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QScoreTest {
  @Test
  void scoresAHandWorkedLatent() {
    // given h = (3, 4, 0, 0): norm 5, mean 7/4, population variance 25/4 - 49/16 = 51/16
    FeatureMatrix latent = new FeatureMatrix(1, 4, new float[] {3, 4, 0, 0});

    // when
    QScore score = QScore.ofRows(latent).getFirst().orElseThrow();

    // then
    double z = (4 - 7.0 / 4) / Math.sqrt(51.0 / 16);
    assertThat(score.z()).isCloseTo(z, within(1e-15));
    assertThat(score.l1()).isCloseTo(7.0 / 5, within(1e-15));
    assertThat(score.q()).isCloseTo(z * 5 / 7, within(1e-15));
  }

  @Test
  void doesNotDependOnTheLatentsScale() {
    // given
    float[] values = {1e-20f, 3e-20f, 0, 2e-20f, 1, 3, 0, 2, 1e18f, 3e18f, 0, 2e18f};

    // when
    List<Optional<QScore>> scores = QScore.ofRows(new FeatureMatrix(3, 4, values));

    // then
    double q = scores.get(1).orElseThrow().q();
    assertThat(scores.get(0).orElseThrow().q()).isCloseTo(q, within(1e-6));
    assertThat(scores.get(2).orElseThrow().q()).isCloseTo(q, within(1e-6));
  }

  @Test
  void hasNoScoreWithoutNormOrSpread() {
    // given 0.1 in 128 places: rounding makes their mean differ from them
    float[] values = new float[2 * 128];
    Arrays.fill(values, 128, 256, 0.1f);

    // when
    List<Optional<QScore>> scores = QScore.ofRows(new FeatureMatrix(2, 128, values));

    // then
    assertThat(scores).containsExactly(Optional.empty(), Optional.empty());
  }

  @Test
  void refusesWhatIsNotFinite() {
    FeatureMatrix latent = new FeatureMatrix(1, 2, new float[] {1, Float.NaN});

    assertThatThrownBy(() -> QScore.ofRows(latent)).isInstanceOf(IllegalArgumentException.class);
  }
}

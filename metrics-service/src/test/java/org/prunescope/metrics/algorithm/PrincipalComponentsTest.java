package org.prunescope.metrics.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrincipalComponentsTest {
  /**
   * numpy.linalg.svd in double of the centred latents, normalised and rounded to single precision;
   * the fourth sample's coordinates and the last one's.
   */
  @ParameterizedTest
  @CsvSource({
    "40, .17249431108096644, .1372447323804994,"
        + " -.16440943537760555, -.2676591937536423, .5464821037527277, -.43655421493763125",
    "7, .33638947087741455, .24111040366298536,"
        + " -.20856103839780843, .30990752178456665, .0770782499970882, -.38435350339383173",
    "1300, .11855973271296916, .11356593475628388,"
        + " .23342120994339896, .1356377171134222, -.235623110137084, -.1484670973617227"
  })
  void areWhatNumPyComputes(
      int rows, double share1, double share2, double x3, double y3, double xLast, double yLast) {
    PrincipalComponents map = PrincipalComponents.of(Latents.of(rows, 12)).orElseThrow();

    assertThat(map.firstShare()).isCloseTo(share1, within(1e-12));
    assertThat(map.secondShare()).isCloseTo(share2, within(1e-12));
    assertThat(map.first()[3]).isCloseTo(x3, within(1e-9));
    assertThat(map.second()[3]).isCloseTo(y3, within(1e-9));
    assertThat(map.first()[rows - 1]).isCloseTo(xLast, within(1e-9));
    assertThat(map.second()[rows - 1]).isCloseTo(yLast, within(1e-9));
  }

  @Test
  void dependOnDirectionsAlone() {
    FeatureMatrix latent = Latents.of(50, 12);

    PrincipalComponents map = PrincipalComponents.of(Latents.stretched(latent)).orElseThrow();

    PrincipalComponents unstretched = PrincipalComponents.of(latent).orElseThrow();
    assertThat(map.first()).isEqualTo(unstretched.first());
    assertThat(map.second()).isEqualTo(unstretched.second());
  }

  @Test
  void placeALatentWithoutNormAtTheOrigin() {
    // given one direction and none: the origin lies one behind
    FeatureMatrix latent = new FeatureMatrix(3, 3, new float[] {0, 5, 0, 0, 0, 0, 0, 7, 0});

    PrincipalComponents map = PrincipalComponents.of(latent).orElseThrow();

    assertThat(map.first()).containsExactly(new double[] {1 / 3., -2 / 3., 1 / 3.}, within(1e-15));
    assertThat(map.second()).containsExactly(new double[] {0, 0, 0}, within(1e-15));
    assertThat(map.firstShare()).isCloseTo(1, within(1e-15));
    assertThat(map.secondShare()).isZero();
  }

  @Test
  void areALineOfLatentsOfOneValue() {
    PrincipalComponents map =
        PrincipalComponents.of(new FeatureMatrix(2, 1, new float[] {3, 0})).orElseThrow();

    assertThat(map.first()).containsExactly(.5, -.5);
    assertThat(map.second()).containsExactly(0, 0);
    assertThat(map.secondShare()).isZero();
  }

  @Test
  void areNoneWhereAllLatentsHaveOneDirection() {
    assertThat(PrincipalComponents.of(new FeatureMatrix(0, 4, new float[0]))).isEmpty();
    assertThat(PrincipalComponents.of(new FeatureMatrix(2, 4, new float[8]))).isEmpty();
    assertThat(
            PrincipalComponents.of(
                new FeatureMatrix(
                    3, 3, new float[] {.1f, .2f, .3f, .3f, .6f, .9f, .7f, 1.4f, 2.1f})))
        .isEmpty();
  }

  @Test
  void refuseWhatIsNotFinite() {
    assertThatThrownBy(
            () -> PrincipalComponents.of(new FeatureMatrix(1, 2, new float[] {1, Float.NaN})))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

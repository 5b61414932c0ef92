package org.prunescope.metrics.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AlignmentTest {
  @Test
  void isTheMeanSquaredDistanceOfDirections() {
    // given the same direction, a right angle, opposite ones: 0, 2, 4
    FeatureMatrix first = new FeatureMatrix(3, 2, new float[] {1, 1, 3, 0, 0, 2});
    FeatureMatrix second = new FeatureMatrix(3, 2, new float[] {5, 5, 0, 1, 0, -7});

    assertThat(Alignment.of(first, second)).isCloseTo(2, within(1e-15));
  }

  @Test
  void comparesALatentWithoutNormAsTheOrigin() {
    FeatureMatrix first = new FeatureMatrix(2, 2, new float[] {0, 0, 0, 0});
    FeatureMatrix second = new FeatureMatrix(2, 2, new float[] {3, 4, 0, 0});

    assertThat(Alignment.of(first, second)).isCloseTo(.5, within(1e-15));
  }

  /** NumPy in double, latents divided by numpy.linalg.norm. */
  @Test
  void isWhatNumPyComputes() {
    assertThat(Alignment.of(Latents.of(40, 12), Latents.of(40, 12, 3, 0)))
        .isCloseTo(1.1683095719825283, within(1e-14));
  }

  @Test
  void doesNotDependOnScaleOrOnWhichViewIsFirst() {
    FeatureMatrix first = Latents.of(100, 8);
    FeatureMatrix second = Latents.of(100, 8, 50, 0);

    double alignment = Alignment.of(first, second);

    assertThat(Alignment.of(second, first)).isEqualTo(alignment);
    assertThat(Alignment.of(Latents.stretched(first), second)).isCloseTo(alignment, within(1e-14));
    assertThat(Alignment.of(first, first)).isZero();
  }

  @Test
  void isUndefinedWithoutSamplesAndRefusesOtherSamples() {
    FeatureMatrix none = new FeatureMatrix(0, 2, new float[0]);

    assertThat(Alignment.of(none, none)).isNaN();
    assertThatThrownBy(() -> Alignment.of(none, Latents.of(1, 2)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

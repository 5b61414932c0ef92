package org.prunescope.metrics.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class BenjaminiHochbergTest {
  @Test
  void takesTheSmallestOfTheLaterOnes() {
    // given p (1), (2), (3) = .02, .03, .9: times 3, 3/2, 1 gives .06, .045, .9
    double[] p = {0.9, 0.02, 0.03};

    // then
    assertThat(BenjaminiHochberg.adjust(p))
        .containsExactly(new double[] {0.9, 0.045, 0.045}, within(1e-15));
  }

  @Test
  void adjustsNothingToNothing() {
    assertThat(BenjaminiHochberg.adjust(new double[0])).isEmpty();
  }

  @Test
  void refusesWhatIsNoProbability() {
    assertThatThrownBy(() -> BenjaminiHochberg.adjust(new double[] {Double.NaN}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

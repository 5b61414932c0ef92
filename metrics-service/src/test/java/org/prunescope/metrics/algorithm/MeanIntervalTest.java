package org.prunescope.metrics.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MeanIntervalTest {
  @Test
  void spansTheTableOfStudentsT() {
    MeanInterval interval = MeanInterval.of(new double[] {1, 2, 3, 4, 5});

    // t(4) = 2.776445, standard deviation sqrt(2.5)
    MeanInterval.Spread spread = interval.spread().orElseThrow();
    double half = 2.7764451 * Math.sqrt(2.5) / Math.sqrt(5);
    assertThat(interval.mean()).isEqualTo(3);
    assertThat(spread.standardDeviation()).isCloseTo(Math.sqrt(2.5), within(1e-15));
    assertThat(spread.low()).isCloseTo(3 - half, within(1e-7));
    assertThat(spread.high()).isCloseTo(3 + half, within(1e-7));
  }

  @Test
  void knowsNoSpreadOfASingleValue() {
    assertThat(MeanInterval.of(new double[] {0.5}).spread()).isEmpty();
  }
}

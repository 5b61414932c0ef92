package org.prunescope.gateway.algorithm.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * What is left is said by the pace so far and by measured speed, and not said where neither is
 * known.
 */
class TimeLeftTest {
  @Test
  void goesOnAtThePaceSoFar() {
    // Three quarters took three hours, so the last takes one; on one device all would take twenty.
    assertThat(TimeLeft.of(400, 100, 3.0, 20.0)).isEqualTo(new TimeLeft(0.25, 1.0, 5.0));
  }

  @Test
  void hasNoPaceBeforeAnythingIsTrained() {
    assertThat(TimeLeft.of(400, 400, null, 20.0)).isEqualTo(new TimeLeft(1, null, 20.0));
    assertThat(TimeLeft.of(400, 400, 0.5, null)).isEqualTo(new TimeLeft(1, null, null));
  }

  @Test
  void isNothingWhereNothingIsToBeTrained() {
    assertThat(TimeLeft.of(400, 0, 3.0, null)).isEqualTo(new TimeLeft(0, 0.0, 0.0));
    assertThat(TimeLeft.of(0, 0, null, null)).isEqualTo(new TimeLeft(0, 0.0, 0.0));
  }
}

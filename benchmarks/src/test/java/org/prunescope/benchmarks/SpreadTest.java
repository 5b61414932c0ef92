package org.prunescope.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void interpolatesBetweenTheNearestValues() {
    assertThat(Spread.of(List.of(4., 1., 3., 2.))).isEqualTo(new Spread(2.5, 1.75, 3.25));
    assertThat(Spread.of(List.of(7.))).isEqualTo(new Spread(7, 7, 7));
  }
}

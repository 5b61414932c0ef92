package org.prunescope.metrics.algorithm.population;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.position.Position;

class BaselinePositionTest {
  private static final List<Position> MEASURED =
      List.of(Position.trained(0, 10), Position.trained(0, 20));

  @Test
  void isTheSameUpdatesOfTheSamePhaseWhereTheBaselineIsMeasuredThere() {
    assertThat(BaselinePosition.of(Position.trained(0, 10), MEASURED))
        .contains(Position.trained(0, 10));
    assertThat(BaselinePosition.of(Position.pruned(0, 10), MEASURED))
        .contains(Position.trained(0, 10));
  }

  @Test
  void isTheBaselinesEndForUpdatesThatItIsNotMeasuredAtOrDoesNotMake() {
    assertThat(BaselinePosition.of(Position.trained(0, 15), MEASURED))
        .contains(Position.trained(0, 20));
    assertThat(BaselinePosition.of(Position.pruned(1, 0), MEASURED))
        .contains(Position.trained(0, 20));
  }

  @Test
  void isNoneWhereTheBaselineIsNeverMeasured() {
    assertThat(BaselinePosition.of(Position.trained(0, 10), List.of())).isEmpty();
  }
}

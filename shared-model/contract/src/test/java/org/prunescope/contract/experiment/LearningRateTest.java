package org.prunescope.contract.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.field.InvalidFieldException;

class LearningRateTest {
  @Test
  void multiStepMultipliesAtTheBeginningOfEachMilestone() {
    LearningRate rate = new LearningRate.MultiStep(1.0, List.of(2, 4), 0.1);
    assertThat(List.of(rate.during(0), rate.during(1), rate.during(2), rate.during(3)))
        .containsExactly(1.0, 1.0, 0.1, 0.1);
    assertThat(rate.during(4)).isEqualTo(0.1 * 0.1);
  }

  @Test
  void constantNeverChanges() {
    assertThat(new LearningRate.Constant(0.05).during(1000)).isEqualTo(0.05);
  }

  @Test
  void refusesMilestonesThatDoNotAscend() {
    assertThatThrownBy(() -> new LearningRate.MultiStep(1, List.of(4, 4), .1))
        .isInstanceOf(InvalidFieldException.class)
        .hasMessageContaining("milestones");
  }

  @Test
  void refusesNotANumber() {
    assertThatThrownBy(() -> new LearningRate.Constant(Double.NaN))
        .isInstanceOf(InvalidFieldException.class);
    assertThatThrownBy(() -> new LearningRate.MultiStep(1, List.of(), Double.NaN))
        .isInstanceOf(InvalidFieldException.class);
  }
}

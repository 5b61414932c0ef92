package org.prunescope.contract.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.field.InvalidFieldException;
import org.prunescope.contract.json.Json;

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

  @Test
  void cosineFallsFromItsInitialRateToItsMinimum() {
    LearningRate rate = new LearningRate.Cosine(0.1, 0.02, 4);

    assertThat(rate.during(0)).isEqualTo(0.1);
    assertThat(rate.during(1)).isCloseTo(0.02 + 0.04 * (1 + Math.sqrt(.5)), within(1e-15));
    assertThat(rate.during(2)).isCloseTo(0.06, within(1e-15));
    assertThat(rate.during(4)).isCloseTo(0.02, within(1e-15));
  }

  @Test
  void warmUpRisesInALineAndThenBeginsTheOtherSchedule() {
    LearningRate rate =
        new LearningRate.WarmUp(4, 0.2, new LearningRate.MultiStep(1.0, List.of(2), 0.1));

    assertThat(IntStream.range(0, 8).mapToDouble(rate::during).toArray())
        .containsExactly(new double[] {0.2, 0.4, 0.6, 0.8, 1, 1, 0.1, 0.1}, within(1e-15));
  }

  @Test
  void aChainOfCosineAndStepsThatNeverComeIsTheCosine() {
    LearningRate.Cosine cosine = new LearningRate.Cosine(0.1, 1e-4, 10);
    LearningRate chained =
        new LearningRate.Chained(
            List.of(new LearningRate.MultiStep(0.1, List.of(1000), 0.2), cosine));

    for (int epoch = 0; epoch < 35; epoch++) {
      assertThat(chained.during(epoch)).isCloseTo(cosine.during(epoch), within(1e-12));
    }
  }

  /** By hand: 0.1, then the step to 0.02 before the ratio of cosines moves it towards 0. */
  @Test
  void everyPartOfAChainChangesWhatThePartBeforeItLeft() {
    LearningRate chained =
        new LearningRate.Chained(
            List.of(
                new LearningRate.MultiStep(0.1, List.of(1), 0.2),
                new LearningRate.Cosine(0.1, 0, 2)));

    assertThat(chained.during(0)).isEqualTo(0.1);
    assertThat(chained.during(1)).isCloseTo(0.01, within(1e-15));
    assertThat(chained.during(2)).isCloseTo(0, within(1e-15));
  }

  @Test
  void refusesSchedulesThatCannotBeCombined() {
    LearningRate steps = new LearningRate.MultiStep(0.1, List.of(1), 0.2);
    assertThatThrownBy(() -> new LearningRate.Chained(List.of(steps)))
        .hasMessageContaining("at least two");
    assertThatThrownBy(
            () -> new LearningRate.Chained(List.of(steps, new LearningRate.Cosine(0.2, 0, 5))))
        .hasMessageContaining("parts[1].initial");
    assertThatThrownBy(
            () -> new LearningRate.Chained(List.of(steps, new LearningRate.Constant(0.1))))
        .hasMessageContaining("parts[1]");
    assertThatThrownBy(() -> new LearningRate.WarmUp(1, 0, new LearningRate.WarmUp(1, 0, steps)))
        .hasMessageContaining("then");
    assertThatThrownBy(() -> new LearningRate.Cosine(0.1, 0.2, 5)).hasMessageContaining("minimum");
  }

  @Test
  void everyScheduleIsReadAsItWasWritten() {
    LearningRate chained =
        new LearningRate.Chained(
            List.of(
                new LearningRate.MultiStep(0.1, List.of(1), 0.2),
                new LearningRate.Cosine(0.1, 0, 2)));
    LearningRate rate = new LearningRate.WarmUp(3, 0.1, chained);

    assertThat(Json.read(Json.write(rate), LearningRate.class)).isEqualTo(rate);
  }
}

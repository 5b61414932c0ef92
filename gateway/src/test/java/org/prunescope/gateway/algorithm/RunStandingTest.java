package org.prunescope.gateway.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.event.RunState;
import org.prunescope.contract.position.Position;

class RunStandingTest {
  @Test
  void aLaterAttemptCountsWhateverItsPositionAndOffset() {
    RunStanding first = new RunStanding(1, Position.trained(0, 100), 50);

    assertThat(new RunStanding(2, Position.trained(0, 40), 3).isAfter(first)).isTrue();
    assertThat(first.isAfter(new RunStanding(2, null, 3))).isFalse();
  }

  @Test
  void withinAnAttemptTheLaterPositionCounts() {
    RunStanding here = new RunStanding(1, Position.trained(0, 100), 50);

    assertThat(new RunStanding(1, Position.pruned(0, 100), 4).isAfter(here)).isTrue();
    assertThat(new RunStanding(1, Position.trained(0, 99), 60).isAfter(here)).isFalse();
    assertThat(new RunStanding(1, null, 60).isAfter(here)).isFalse();
  }

  @Test
  void atOnePositionWhatWasSaidLaterCountsAndADuplicateDoesNot() {
    RunStanding here = new RunStanding(1, null, 50);

    assertThat(new RunStanding(1, null, 51).isAfter(here)).isTrue();
    assertThat(here.isAfter(here)).isFalse();
    assertThat(new RunStanding(1, null, 49).isAfter(here)).isFalse();
  }

  @Test
  void aTrainedRunIsMeasuredWhenEveryMeasurementIsStored() {
    List<String> planned = List.of("0-10-trained", "1-5-trained");

    assertThat(RunStanding.shown(RunState.TRAINING, planned, planned, List.of()))
        .isEqualTo(RunState.TRAINING);
    assertThat(RunStanding.shown(RunState.TRAINED, planned, planned.subList(0, 1), List.of()))
        .isEqualTo(RunState.TRAINED);
    assertThat(RunStanding.shown(RunState.TRAINED, planned, planned, planned))
        .isEqualTo(RunState.MEASURED);
    assertThat(
            RunStanding.shown(
                RunState.TRAINED, planned, planned.subList(0, 1), planned.subList(1, 2)))
        .isEqualTo(RunState.MEASUREMENT_FAILED);
  }

  /** Else an experiment would be complete while one of its checkpoints is being measured. */
  @Test
  void aMeasurementHasFailedForGoodOnceEveryOtherHasEnded() {
    List<String> planned = List.of("0-5-trained", "0-10-trained", "1-5-trained");
    List<String> failed = List.of("0-5-trained");

    assertThat(RunStanding.shown(RunState.TRAINED, planned, List.of(), failed))
        .isEqualTo(RunState.TRAINED);
    assertThat(RunStanding.shown(RunState.TRAINED, planned, planned.subList(1, 2), failed))
        .isEqualTo(RunState.TRAINED);
    assertThat(RunStanding.shown(RunState.TRAINED, planned, planned.subList(1, 3), failed))
        .isEqualTo(RunState.MEASUREMENT_FAILED);
    assertThat(RunStanding.shown(RunState.TRAINED, planned, List.of(), planned))
        .isEqualTo(RunState.MEASUREMENT_FAILED);
  }

  @Test
  void updatesOfTheTrunkAreNotTheRunsOwn() {
    List<Integer> phases = List.of(10, 5);

    assertThat(UpdatesMade.upTo(phases, 0, null)).isZero();
    assertThat(UpdatesMade.upTo(phases, 0, Position.trained(0, 4))).isEqualTo(4);
    assertThat(UpdatesMade.upTo(phases, 10, Position.pruned(1, 0))).isZero();
    assertThat(UpdatesMade.upTo(phases, 10, Position.trained(1, 3))).isEqualTo(3);
  }
}

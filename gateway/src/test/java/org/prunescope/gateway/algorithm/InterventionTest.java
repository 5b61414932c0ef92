package org.prunescope.gateway.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.prunescope.contract.event.RunState;
import org.prunescope.gateway.algorithm.Intervention.Cancel;
import org.prunescope.gateway.algorithm.Intervention.Known;
import org.prunescope.gateway.algorithm.Intervention.Measure;
import org.prunescope.gateway.algorithm.Intervention.Nothing;
import org.prunescope.gateway.algorithm.Intervention.Resume;

/**
 * Cancelling and resuming come to the right attempt in every state, and asking twice to nothing.
 */
class InterventionTest {
  @ParameterizedTest
  @EnumSource(names = {"REQUESTED", "TRAINING", "BLOCKED"})
  void whatHasNotEndedIsCancelledInItsAttempt(RunState state) {
    assertThat(Intervention.cancel(run(state, 3))).isEqualTo(new Cancel(3));
  }

  @Test
  void aRunOfWhichThePrunerHasSaidNothingIsInItsFirstAttempt() {
    assertThat(Intervention.cancel(run(RunState.REQUESTED, 0))).isEqualTo(new Cancel(1));
    assertThat(Intervention.resume(run(RunState.REQUESTED, 0), true)).isEqualTo(new Resume(2));
  }

  @ParameterizedTest
  @EnumSource(names = {"TRAINED", "FAILED", "CANCELLED", "MEASURED", "MEASUREMENT_FAILED"})
  void whatHasEndedIsNotCancelled(RunState state) {
    assertThat(Intervention.cancel(run(state, 1)))
        .isEqualTo(new Nothing("it is %s already".formatted(state)));
  }

  /** It had ended before it read of that. */
  @Test
  void theMeasurementOfARunThatWasCancelledInVainIsAskedForAgain() {
    Known cancelledInVain = new Known(RunState.TRAINED, RunState.TRAINED, 1, 1, 2, false);

    assertThat(Intervention.again(cancelledInVain)).isEqualTo(new Measure());
  }

  @Test
  void cancellingTwiceSaysOnce() {
    assertThat(Intervention.cancel(cancelling(true)))
        .isEqualTo(new Nothing("it is being cancelled already"));
  }

  @Test
  void aCancellationThatWasLostIsSaidAgainAsTheNextAttempt() {
    assertThat(Intervention.cancel(cancelling(false))).isEqualTo(new Cancel(2));
  }

  @ParameterizedTest
  @EnumSource(names = {"FAILED", "CANCELLED", "BLOCKED"})
  void whatHasStoppedGoesOnAsTheNextAttempt(RunState state) {
    assertThat(Intervention.resume(run(state, 2), false)).isEqualTo(new Resume(3));
  }

  @ParameterizedTest
  @EnumSource(names = {"REQUESTED", "TRAINING"})
  void whatIsUnderWayIsReDrivenOnlyOnDemand(RunState state) {
    assertThat(Intervention.resume(run(state, 2), false)).isEqualTo(new Nothing("it is under way"));
    assertThat(Intervention.resume(run(state, 2), true)).isEqualTo(new Resume(3));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void resumingTwiceTakesOneAttempt(boolean all) {
    Known once = new Known(RunState.FAILED, RunState.FAILED, 1, 2, 0, true);

    assertThat(Intervention.resume(once, all))
        .isEqualTo(new Nothing("it is being resumed already"));
  }

  @Test
  void aResumptionThatWasLostIsSaidAgainAsTheNextAttempt() {
    Known lost = new Known(RunState.FAILED, RunState.FAILED, 1, 2, 0, false);

    assertThat(Intervention.resume(lost, false)).isEqualTo(new Resume(3));
  }

  @Test
  void aResumptionUnderWayCanBeCancelledAndThatResumedAgain() {
    Known resuming = new Known(RunState.FAILED, RunState.FAILED, 1, 2, 0, true);
    Known cancelling = new Known(RunState.FAILED, RunState.FAILED, 1, 2, 2, true);

    assertThat(Intervention.cancel(resuming)).isEqualTo(new Cancel(2));
    assertThat(Intervention.cancel(cancelling))
        .isEqualTo(new Nothing("it is being cancelled already"));
    assertThat(Intervention.resume(cancelling, false)).isEqualTo(new Resume(3));
  }

  @Test
  void aRunThatIsBeingCancelledIsResumedBehindTheCancellation() {
    assertThat(Intervention.resume(cancelling(true), false)).isEqualTo(new Resume(2));
  }

  @ParameterizedTest
  @EnumSource(names = {"REQUESTED", "FAILED", "BLOCKED"})
  void aRunThatThePrunerHasForgottenGoesOnAsTheNextAttempt(RunState state) {
    assertThat(Intervention.remind(run(state, 2))).isEqualTo(new Resume(3));
    assertThat(Intervention.remind(new Known(state, state, 2, 3, 0, true)))
        .isEqualTo(new Nothing("it is being resumed already"));
  }

  @Test
  void aCancelledRunThatThePrunerHasForgottenStaysCancelled() {
    RunState cancelled = RunState.CANCELLED;

    assertThat(Intervention.remind(run(cancelled, 1))).isEqualTo(new Cancel(2));
    assertThat(Intervention.remind(new Known(cancelled, cancelled, 1, 2, 2, true)))
        .isEqualTo(new Nothing("it is being cancelled already"));
    assertThat(Intervention.remind(new Known(cancelled, cancelled, 1, 2, 2, false)))
        .isEqualTo(new Cancel(3));
  }

  @Test
  void aCancelledRunThatWasAskedToGoOnDoesSoAlsoWhereThePrunerHasForgottenBoth() {
    RunState cancelled = RunState.CANCELLED;

    assertThat(Intervention.remind(new Known(cancelled, cancelled, 1, 2, 1, false)))
        .isEqualTo(new Resume(3));
  }

  @Test
  void aTrainedRunIsAtMostMeasured() {
    assertThat(Intervention.resume(trained(RunState.MEASURED), true))
        .isEqualTo(new Nothing("it is MEASURED already"));
    assertThat(Intervention.resume(trained(RunState.MEASUREMENT_FAILED), false))
        .isEqualTo(new Measure());
    assertThat(Intervention.resume(trained(RunState.TRAINED), false))
        .isEqualTo(new Nothing("it is trained and being measured"));
    assertThat(Intervention.resume(trained(RunState.TRAINED), true)).isEqualTo(new Measure());
  }

  /** The pruner knows no measured states: to it such a run is trained. */
  private static Known run(RunState state, int attempt) {
    return switch (state) {
      case MEASURED, MEASUREMENT_FAILED -> trained(state);
      case REQUESTED, TRAINING, TRAINED, FAILED, CANCELLED, BLOCKED ->
          new Known(state, state, attempt, 0, 0, false);
    };
  }

  private static Known cancelling(boolean isAskedLately) {
    return new Known(RunState.TRAINING, RunState.TRAINING, 1, 1, 1, isAskedLately);
  }

  private static Known trained(RunState shown) {
    return new Known(shown, RunState.TRAINED, 1, 0, 0, false);
  }
}

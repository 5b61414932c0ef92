package org.prunescope.gateway.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.prunescope.contract.event.RunState;
import org.prunescope.gateway.algorithm.Intervention.Known;
import org.prunescope.gateway.algorithm.Watched.Verdict;

/** What is lost is re-driven so often and no oftener; what has nothing to say is left alone. */
class WatchedTest {
  private static final long PATIENCE = 1800;
  private static final int REDRIVES = 3;

  @Test
  void aRunIsLostOnceItWasSilentForAsLongAsTheWatchdogIsPatient() {
    assertThat(verdict(training(), PATIENCE - 1, 0)).isEqualTo(Verdict.LEAVE);
    assertThat(verdict(training(), PATIENCE, 0)).isEqualTo(Verdict.REDRIVE);
  }

  @Test
  void afterSoManyTimesItIsGivenUpAndThenLeftAlone() {
    assertThat(verdict(training(), PATIENCE, REDRIVES - 1)).isEqualTo(Verdict.REDRIVE);
    assertThat(verdict(training(), PATIENCE, REDRIVES)).isEqualTo(Verdict.GIVE_UP);
    assertThat(new Watched(training(), false, PATIENCE, REDRIVES, true).verdict(PATIENCE, REDRIVES))
        .isEqualTo(Verdict.LEAVE);
  }

  @Test
  void whereNothingIsToBeReDrivenItIsGivenUpAtOnce() {
    assertThat(new Watched(training(), false, PATIENCE, 0, false).verdict(PATIENCE, 0))
        .isEqualTo(Verdict.GIVE_UP);
  }

  @Test
  void aClockThatIsSetBackMakesNothingOfIt() {
    assertThat(verdict(training(), -PATIENCE, 0)).isEqualTo(Verdict.LEAVE);
  }

  @Test
  void aBranchWaitsForItsForkHoweverLongThatTakes() {
    Known requested = run(RunState.REQUESTED, 1, 0, 0, false);

    assertThat(new Watched(requested, true, PATIENCE, 0, false).verdict(PATIENCE, REDRIVES))
        .isEqualTo(Verdict.LEAVE);
    assertThat(verdict(requested, PATIENCE, 0)).isEqualTo(Verdict.REDRIVE);
  }

  @ParameterizedTest
  @EnumSource(names = {"FAILED", "CANCELLED", "BLOCKED"})
  void whatHasStoppedIsLeftUntilItIsAskedToGoOn(RunState state) {
    Known resumed = run(state, 1, 2, 0, false);

    assertThat(verdict(run(state, 1, 0, 0, false), PATIENCE, 0)).isEqualTo(Verdict.LEAVE);
    assertThat(verdict(resumed, PATIENCE, 0)).isEqualTo(Verdict.REDRIVE);
    assertThat(Intervention.again(resumed)).isEqualTo(new Intervention.Resume(3));
  }

  @Test
  void whatIsToStopIsAskedToStopAgain() {
    Known cancelling = run(RunState.TRAINING, 1, 1, 1, false);

    assertThat(verdict(cancelling, PATIENCE, 0)).isEqualTo(Verdict.REDRIVE);
    assertThat(Intervention.again(cancelling)).isEqualTo(new Intervention.Cancel(2));
  }

  @Test
  void whatWasAskedLatelyOrIsStillToBeSentIsLeft() {
    assertThat(verdict(run(RunState.TRAINING, 1, 0, 0, true), PATIENCE, 0))
        .isEqualTo(Verdict.LEAVE);
  }

  /** To the pruner it is trained whatever becomes of its measurements. */
  @Test
  void whatIsTrainedIsMeasuredAgainUnlessItsMeasurementsAreThereOrHaveFailed() {
    Known trained = trained(RunState.TRAINED);

    assertThat(verdict(trained, PATIENCE, 0)).isEqualTo(Verdict.REDRIVE);
    assertThat(Intervention.again(trained)).isEqualTo(new Intervention.Measure());
    assertThat(verdict(trained(RunState.MEASURED), PATIENCE, 0)).isEqualTo(Verdict.LEAVE);
    assertThat(verdict(trained(RunState.MEASUREMENT_FAILED), PATIENCE, 0)).isEqualTo(Verdict.LEAVE);
  }

  private static Verdict verdict(Known run, long silentSeconds, int redriven) {
    return new Watched(run, false, silentSeconds, redriven, false).verdict(PATIENCE, REDRIVES);
  }

  private static Known trained(RunState shown) {
    return new Known(shown, RunState.TRAINED, 1, 0, 0, false);
  }

  private static Known training() {
    return run(RunState.TRAINING, 1, 0, 0, false);
  }

  private static Known run(
      RunState state, int attempt, int asked, int cancelled, boolean isAskedLately) {
    return new Known(state, state, attempt, asked, cancelled, isAskedLately);
  }
}

package org.prunescope.gateway.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.event.RunState;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.position.Position;

/** What only a pruner says that has lost its topics is told from old news and from new. */
class RememberedTest {
  private static final RunId RUN = RunId.parse("none/cross-entropy_one-shot_0.9/0");
  private static final ArtifactRef PLAN = ArtifactRef.plan(RUN.experiment(), new byte[0]);

  @Test
  void aBranchThatHadNotForkedForksInNoEarlierAttempt() {
    Remembered waiting = new Remembered(2, false, false);

    assertThat(waiting.isForgottenBy(forked(1, RunState.TRAINING), false)).isTrue();
    assertThat(waiting.isForgottenBy(forked(2, RunState.TRAINING), true)).isFalse();
    assertThat(waiting.isForgottenBy(forked(3, RunState.TRAINING), true)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = {"REQUESTED", "BLOCKED", "CANCELLED"})
  void whatWasSaidBeforeItForkedMayComeTwice(RunState state) {
    assertThat(new Remembered(2, false, false).isForgottenBy(said(1, state), false)).isFalse();
    assertThat(new Remembered(2, true, false).isForgottenBy(said(1, state), false)).isFalse();
    assertThat(new Remembered(1, true, false).isForgottenBy(said(1, state), false)).isFalse();
  }

  @Test
  void whatWasSaidOfABranchThatHasForkedMayComeTwice() {
    RunProgress training = forked(1, RunState.TRAINING);

    assertThat(new Remembered(2, false, true).isForgottenBy(training, false)).isFalse();
    assertThat(new Remembered(1, true, true).isForgottenBy(training, false)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aBranchThatWasCancelledBeforeItsForkDoesNotTrainInThatAttempt(boolean isLater) {
    Remembered cancelled = new Remembered(1, true, false);

    assertThat(cancelled.isForgottenBy(forked(1, RunState.TRAINING), isLater)).isTrue();
    assertThat(cancelled.isForgottenBy(forked(1, RunState.CANCELLED), isLater)).isFalse();
    assertThat(cancelled.isForgottenBy(forked(2, RunState.TRAINING), true)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = "CANCELLED", mode = Mode.EXCLUDE)
  void aCancelledAttemptComesToNothingElse(RunState state) {
    assertThat(new Remembered(1, true, false).isForgottenBy(said(1, state), true)).isTrue();
    assertThat(new Remembered(1, false, false).isForgottenBy(said(1, state), true)).isFalse();
  }

  private static RunProgress said(int attempt, RunState state) {
    return new RunProgress(RUN, PLAN, attempt, state, null, null, null, null, null);
  }

  private static RunProgress forked(int attempt, RunState state) {
    Position at = Position.trained(0, 10);
    ArtifactRef trunks = ArtifactRef.checkpoint(RUN, 1, at, new byte[0]);
    return said(attempt, state).withFork(new CheckpointRef(at, trunks));
  }
}

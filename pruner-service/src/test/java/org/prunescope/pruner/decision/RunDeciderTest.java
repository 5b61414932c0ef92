package org.prunescope.pruner.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.event.CheckpointEvent;
import org.prunescope.contract.event.CheckpointEvent.CheckpointPruned;
import org.prunescope.contract.event.CheckpointEvent.CheckpointSaved;
import org.prunescope.contract.event.CheckpointEvent.SegmentFailed;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.Failure;
import org.prunescope.contract.event.FailureReason;
import org.prunescope.contract.event.NumericEnvironment;
import org.prunescope.contract.event.RunCommand;
import org.prunescope.contract.event.RunCommand.RunBlocked;
import org.prunescope.contract.event.RunCommand.RunCancelled;
import org.prunescope.contract.event.RunCommand.RunForked;
import org.prunescope.contract.event.RunCommand.RunRequested;
import org.prunescope.contract.event.RunCommand.RunResumed;
import org.prunescope.contract.event.RunCommand.RunUnblocked;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.event.RunState;
import org.prunescope.contract.event.SegmentRequested;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.position.Position;
import org.prunescope.pruner.Plans;
import org.prunescope.pruner.decision.Decision.Decided;
import org.prunescope.pruner.decision.Decision.Ignored;
import org.prunescope.pruner.decision.Decision.MaskDue;
import org.prunescope.pruner.decision.Decision.Reason;

class RunDeciderTest {
  private static final Plan PLAN = Plans.plan(1, 5);
  private static final ArtifactRef REF = Plans.ref(PLAN);
  private static final RunId TRUNK = Plans.run(Plans.DENSE, 0);
  private static final RunId GRADUAL = Plans.run(Plans.GRADUAL, 0);
  private static final RunId ONE_SHOT = Plans.run(Plans.ONE_SHOT, 0);
  private static final RunId MASK_ONLY = Plans.run(Plans.MASK_ONLY, 0);
  private static final RunId TWIG = Plans.run(Plans.TWIG, 0);
  private static final Failure FAILURE =
      new Failure(FailureReason.NON_FINITE_LOSS, "the loss is NaN");

  @Test
  void aRequestedTrunkBeginsWithTheSegmentThatInitialisesIt() {
    Decided decided = command(null, new RunRequested(TRUNK, REF));

    assertThat(decided.progress().state()).isEqualTo(RunState.TRAINING);
    assertThat(decided.effects()).containsExactly(train(TRUNK, 1, null, Position.trained(0, 0)));
  }

  @Test
  void aRequestedBranchWaitsForItsFork() {
    Decided decided = command(null, new RunRequested(GRADUAL, REF));

    assertThat(decided.progress()).isEqualTo(RunProgress.requested(GRADUAL, REF));
    assertThat(decided.effects()).isEmpty();
  }

  @Test
  void aSecondRequestChangesNothing() {
    RunProgress trunk = command(null, new RunRequested(TRUNK, REF)).progress();

    assertThat(decide(trunk, new RunRequested(TRUNK, REF)))
        .isEqualTo(new Ignored(Reason.ALREADY_DECIDED));
  }

  @Test
  void aCheckpointLeadsToTheNextSegmentAndForksTheBranchesThatBeginThere() {
    RunProgress trunk = trunkAt(Position.trained(0, 0), Position.trained(0, 2));
    CheckpointRef saved = checkpoint(TRUNK, 1, Position.trained(0, 2), "a");

    Decided decided = decided(decide(trunk, saved(TRUNK, 1, saved)));

    assertThat(decided.progress().last()).isEqualTo(saved);
    assertThat(decided.effects())
        .containsExactly(
            train(TRUNK, 1, saved, Position.trained(0, 4)),
            new Effect.Tell(new RunForked(GRADUAL, REF, saved), PLAN.partition(GRADUAL)));
  }

  @Test
  void theLastCheckpointEndsTheRun() {
    RunProgress trunk = trunkAt(Position.trained(0, 4), Position.trained(0, 6));
    CheckpointRef saved = checkpoint(TRUNK, 1, Position.trained(0, 6), "a");

    Decided decided = decided(decide(trunk, saved(TRUNK, 1, saved)));

    assertThat(decided.progress().state()).isEqualTo(RunState.TRAINED);
    assertThat(decided.progress().outstanding()).isNull();
    assertThat(decided.effects())
        .containsExactly(
            new Effect.Tell(new RunForked(ONE_SHOT, REF, saved), PLAN.partition(ONE_SHOT)),
            new Effect.Tell(new RunForked(MASK_ONLY, REF, saved), PLAN.partition(MASK_ONLY)));
  }

  @Test
  void onlyTheFirstCheckpointOfTheCurrentAttemptAtTheOutstandingTargetCounts() {
    RunProgress trunk = trunkAt(Position.trained(0, 2), Position.trained(0, 4)).withAttempt(2);

    assertIgnored(trunk, 2, Position.trained(0, 2), Reason.NOT_OUTSTANDING);
    assertIgnored(trunk, 2, Position.trained(0, 6), Reason.NOT_OUTSTANDING);
    assertIgnored(trunk, 2, Position.pruned(0, 4), Reason.NOT_OUTSTANDING);
    assertIgnored(trunk, 1, Position.trained(0, 4), Reason.OTHER_ATTEMPT);
    assertIgnored(trunk, 3, Position.trained(0, 4), Reason.OTHER_ATTEMPT);
    assertIgnored(null, 1, Position.trained(0, 0), Reason.UNKNOWN_RUN);
  }

  @Test
  void itsOwnAnnouncementsAreIgnored() {
    RunProgress trunk = trunkAt(Position.trained(0, 2), Position.trained(0, 4));
    CheckpointRef pruned = checkpoint(TRUNK, 1, Position.trained(0, 4), "a");

    assertThat(decide(trunk, new CheckpointPruned(TRUNK, REF, 1, pruned, 0.5)))
        .isEqualTo(new Ignored(Reason.OWN_EVENT));
  }

  @Test
  void aMaskDueAtTheForkIsAppliedBeforeTheFirstSegment() {
    CheckpointRef fork = checkpoint(TRUNK, 1, Position.trained(0, 2), "a");
    CheckpointRef pruned = checkpoint(GRADUAL, 1, Position.pruned(0, 2), "b");

    MaskDue due = maskDue(decide(null, new RunForked(GRADUAL, REF, fork)));
    Decided decided = RunDecider.afterMask(due, new MaskResult.Applied(pruned, 0.3));

    assertThat(due.trained()).isEqualTo(fork);
    assertThat(due.mask().sparsity()).isEqualTo(0.3);
    assertThat(decided.progress().fork()).isEqualTo(fork);
    assertThat(decided.progress().last()).isEqualTo(pruned);
    assertThat(decided.effects())
        .containsExactly(
            new Effect.Announce(new CheckpointPruned(GRADUAL, REF, 1, pruned, 0.3)),
            train(GRADUAL, 1, pruned, Position.trained(0, 4)));
  }

  @Test
  void aBranchOfTheTrainedStageForksFromBeforeTheMask() {
    RunProgress gradual = gradualTraining(Position.trained(0, 4));
    CheckpointRef saved = checkpoint(GRADUAL, 1, Position.trained(0, 5), "a");
    RunProgress atFive = gradual.withState(RunState.TRAINING, Position.trained(0, 5), null);

    Decided decided = decided(decide(atFive, saved(GRADUAL, 1, saved)));

    assertThat(decided.effects())
        .contains(new Effect.Tell(new RunForked(TWIG, REF, saved), PLAN.partition(TWIG)));
  }

  @Test
  void aCheckpointWithAMaskDueCountsOnceTheMaskIsApplied() {
    RunProgress gradual = gradualTraining(Position.trained(0, 6));
    CheckpointRef saved = checkpoint(GRADUAL, 1, Position.trained(0, 6), "a");
    CheckpointRef pruned = checkpoint(GRADUAL, 1, Position.pruned(0, 6), "b");

    MaskDue due = maskDue(decide(gradual, saved(GRADUAL, 1, saved)));
    Decided applied = RunDecider.afterMask(due, new MaskResult.Applied(pruned, 0.8));
    Decided failed = RunDecider.afterMask(due, new MaskResult.NotApplied(FAILURE));

    assertThat(applied.progress().state()).isEqualTo(RunState.TRAINED);
    assertThat(applied.progress().last()).isEqualTo(pruned);
    assertThat(failed.progress().state()).isEqualTo(RunState.FAILED);
    assertThat(failed.progress().failure()).isEqualTo(FAILURE);
    assertThat(failed.progress().last()).isEqualTo(gradual.last());
    assertThat(failed.progress().outstanding()).isNull();
  }

  @Test
  void aBranchThatIsOneMaskEndsWithIt() {
    CheckpointRef fork = checkpoint(TRUNK, 1, Position.trained(0, 6), "a");
    CheckpointRef pruned = checkpoint(MASK_ONLY, 1, Position.pruned(0, 6), "b");

    MaskDue due = maskDue(decide(null, new RunForked(MASK_ONLY, REF, fork)));
    Decided decided = RunDecider.afterMask(due, new MaskResult.Applied(pruned, 0.8));

    assertThat(decided.progress().state()).isEqualTo(RunState.TRAINED);
    assertThat(decided.effects())
        .containsExactly(new Effect.Announce(new CheckpointPruned(MASK_ONLY, REF, 1, pruned, 0.8)));
  }

  @Test
  void aForkBeforeTheRequestStartsTheBranchOnce() {
    CheckpointRef fork = checkpoint(TRUNK, 1, Position.trained(0, 6), "a");

    RunProgress first = command(null, new RunForked(ONE_SHOT, REF, fork)).progress();

    assertThat(first.outstanding()).isEqualTo(Position.trained(1, 0));
    assertThat(decide(first, new RunRequested(ONE_SHOT, REF)))
        .isEqualTo(new Ignored(Reason.ALREADY_DECIDED));
    assertThat(decide(first, new RunForked(ONE_SHOT, REF, fork)))
        .isEqualTo(new Ignored(Reason.ALREADY_DECIDED));
  }

  @Test
  void aForkThatIsNotThePlansIsIgnored() {
    CheckpointRef early = checkpoint(TRUNK, 1, Position.trained(0, 4), "a");

    assertThat(decide(null, new RunForked(ONE_SHOT, REF, early)))
        .isEqualTo(new Ignored(Reason.NOT_PLANNED));
    assertThat(decide(null, new RunForked(TRUNK, REF, early)))
        .isEqualTo(new Ignored(Reason.NOT_PLANNED));
  }

  @Test
  void aFailedTrunkBlocksTheBranchesThatHaveNotForked() {
    RunProgress trunk = trunkAt(Position.trained(0, 2), Position.trained(0, 4));

    Decided failed =
        decided(decide(trunk, new SegmentFailed(TRUNK, REF, 1, Position.trained(0, 4), FAILURE)));
    Decided resumed = command(failed.progress(), new RunResumed(TRUNK, REF, 2));

    assertThat(failed.progress().state()).isEqualTo(RunState.FAILED);
    assertThat(failed.effects())
        .containsExactly(blocked(ONE_SHOT, TRUNK, 6), blocked(MASK_ONLY, TRUNK, 6));
    assertThat(resumed.progress().failure()).isNull();
    assertThat(resumed.effects())
        .containsExactly(
            train(TRUNK, 2, trunk.last(), Position.trained(0, 4)),
            unblocked(ONE_SHOT, TRUNK),
            unblocked(MASK_ONLY, TRUNK));
  }

  @Test
  void aFailureOfAnEarlierAttemptIsIgnored() {
    RunProgress trunk = trunkAt(Position.trained(0, 2), Position.trained(0, 4)).withAttempt(2);

    assertThat(decide(trunk, new SegmentFailed(TRUNK, REF, 1, Position.trained(0, 4), FAILURE)))
        .isEqualTo(new Ignored(Reason.OTHER_ATTEMPT));
    assertThat(decide(trunk, new SegmentFailed(TRUNK, REF, 2, Position.trained(0, 2), FAILURE)))
        .isEqualTo(new Ignored(Reason.NOT_OUTSTANDING));
  }

  @Test
  void blockingReachesTheBranchesOfABranch() {
    Decided blocked =
        command(
            RunProgress.requested(GRADUAL, REF),
            new RunBlocked(GRADUAL, REF, TRUNK, Position.trained(0, 2)));
    Decided unblocked = command(blocked.progress(), new RunUnblocked(GRADUAL, REF, TRUNK));

    assertThat(blocked.progress().state()).isEqualTo(RunState.BLOCKED);
    assertThat(blocked.progress().blockedBy()).isEqualTo(TRUNK);
    assertThat(blocked.effects()).containsExactly(blocked(TWIG, GRADUAL, 5));
    assertThat(unblocked.progress()).isEqualTo(RunProgress.requested(GRADUAL, REF));
    assertThat(unblocked.effects()).containsExactly(unblocked(TWIG, GRADUAL));
  }

  @Test
  void aBlockBeforeTheRequestIsNotForgotten() {
    RunProgress blocked =
        command(null, new RunBlocked(ONE_SHOT, REF, TRUNK, Position.trained(0, 6))).progress();

    assertThat(blocked.state()).isEqualTo(RunState.BLOCKED);
    assertThat(decide(blocked, new RunRequested(ONE_SHOT, REF)))
        .isEqualTo(new Ignored(Reason.ALREADY_DECIDED));
  }

  @Test
  void aBlockAfterTheForkChangesNothing() {
    RunProgress oneShot = oneShotTraining();

    assertThat(decide(oneShot, new RunBlocked(ONE_SHOT, REF, TRUNK, Position.trained(0, 6))))
        .isEqualTo(new Ignored(Reason.ALREADY_DECIDED));
    assertThat(decide(oneShot, new RunUnblocked(ONE_SHOT, REF, TRUNK)))
        .isEqualTo(new Ignored(Reason.ALREADY_DECIDED));
  }

  @Test
  void aCancelledBranchStaysCancelledAtItsForkAndBeginsThereWhenResumed() {
    CheckpointRef fork = checkpoint(TRUNK, 1, Position.trained(0, 6), "a");
    RunProgress cancelled =
        command(RunProgress.requested(ONE_SHOT, REF), new RunCancelled(ONE_SHOT, REF, 1))
            .progress();

    Decided forked = command(cancelled, new RunForked(ONE_SHOT, REF, fork));
    Decided resumed = command(forked.progress(), new RunResumed(ONE_SHOT, REF, 2));

    assertThat(forked.progress()).isEqualTo(cancelled.withFork(fork));
    assertThat(forked.effects()).isEmpty();
    assertThat(resumed.effects()).containsExactly(train(ONE_SHOT, 2, fork, Position.trained(1, 0)));
  }

  @Test
  void aCancelledBranchRemembersThatItsTrunkEnded() {
    RunProgress cancelled = command(null, new RunCancelled(ONE_SHOT, REF, 1)).progress();

    RunProgress blocked =
        command(cancelled, new RunBlocked(ONE_SHOT, REF, TRUNK, Position.trained(0, 6))).progress();

    assertThat(blocked.state()).isEqualTo(RunState.CANCELLED);
    assertThat(command(blocked, new RunResumed(ONE_SHOT, REF, 2)).progress().state())
        .isEqualTo(RunState.BLOCKED);
    RunProgress unblocked = command(blocked, new RunUnblocked(ONE_SHOT, REF, TRUNK)).progress();
    assertThat(unblocked).isEqualTo(cancelled);
    assertThat(command(unblocked, new RunResumed(ONE_SHOT, REF, 2)).progress().state())
        .isEqualTo(RunState.REQUESTED);
  }

  @Test
  void cancellingABranchTellsItsTrunkNothing() {
    Decided cancelled = command(oneShotTraining(), new RunCancelled(ONE_SHOT, REF, 1));

    assertThat(cancelled.progress().state()).isEqualTo(RunState.CANCELLED);
    assertThat(cancelled.effects()).isEmpty();
  }

  @Test
  void aCancellationDeliveredAgainAfterTheResumptionChangesNothing() {
    RunProgress trunk = trunkAt(Position.trained(0, 2), Position.trained(0, 4));
    RunProgress cancelled = command(trunk, new RunCancelled(TRUNK, REF, 1)).progress();
    RunProgress resumed = command(cancelled, new RunResumed(TRUNK, REF, 2)).progress();

    assertThat(decide(resumed, new RunCancelled(TRUNK, REF, 1)))
        .isEqualTo(new Ignored(Reason.OTHER_ATTEMPT));
    assertThat(decide(resumed, new RunResumed(TRUNK, REF, 2)))
        .isEqualTo(new Ignored(Reason.OTHER_ATTEMPT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TRAINED", "FAILED", "CANCELLED"})
  void anEndedRunStaysAsItEndedWithinItsAttempt(RunState state) {
    RunProgress ended =
        trunkAt(Position.trained(0, 2), Position.trained(0, 4))
            .withState(state, null, state == RunState.FAILED ? FAILURE : null);

    assertThat(decide(ended, new RunCancelled(TRUNK, REF, 1))).isEqualTo(new Ignored(Reason.ENDED));
    assertThat(decide(ended, new RunRequested(TRUNK, REF)))
        .isEqualTo(new Ignored(Reason.ALREADY_DECIDED));
    assertIgnored(ended, 1, Position.trained(0, 4), Reason.NOT_OUTSTANDING);
  }

  @Test
  void aResumptionOfAFinishedRunRecordsTheAttemptAndAsksForNothing() {
    RunProgress trained =
        trunkAt(Position.trained(0, 6), Position.trained(0, 6))
            .withState(RunState.TRAINED, null, null);

    Decided resumed = command(trained, new RunResumed(TRUNK, REF, 2));

    assertThat(resumed).isEqualTo(new Decided(trained.withAttempt(2), List.of()));
  }

  @Test
  void aFailedMaskAtTheForkIsTriedAgainFromTheForkWhenResumed() {
    CheckpointRef fork = checkpoint(TRUNK, 1, Position.trained(0, 2), "a");
    MaskDue due = maskDue(decide(null, new RunForked(GRADUAL, REF, fork)));
    Decided failed = RunDecider.afterMask(due, new MaskResult.NotApplied(FAILURE));

    MaskDue again = maskDue(decide(failed.progress(), new RunResumed(GRADUAL, REF, 2)));

    assertThat(failed.effects()).containsExactly(blocked(TWIG, GRADUAL, 5));
    assertThat(again.trained()).isEqualTo(fork);
    assertThat(again.progress().attempt()).isEqualTo(2);
    CheckpointRef pruned = checkpoint(GRADUAL, 2, Position.pruned(0, 2), "b");
    assertThat(RunDecider.afterMask(again, new MaskResult.Applied(pruned, 0.3)).effects())
        .contains(unblocked(TWIG, GRADUAL));
  }

  @Test
  void withoutItsPlanARunFailsVisiblyAndGoesOnOnceThePlanIsThereAgain() {
    RunPlan unreadable = RunPlan.unreadable(REF, ONE_SHOT, "is missing");
    CheckpointRef fork = checkpoint(TRUNK, 1, Position.trained(0, 6), "a");

    Decided failed =
        decided(RunDecider.decide(unreadable, null, new RunForked(ONE_SHOT, REF, fork)));

    assertThat(failed.progress().state()).isEqualTo(RunState.FAILED);
    assertThat(failed.progress().failure())
        .isEqualTo(new Failure(FailureReason.ARTIFACT_UNREADABLE, "plan: is missing"));
    assertThat(command(failed.progress(), new RunResumed(ONE_SHOT, REF, 2)).effects())
        .containsExactly(train(ONE_SHOT, 2, fork, Position.trained(1, 0)));
  }

  /** While it could not be read, its branches were not known; else they would wait for ever. */
  @Test
  void aTrunkThatStoppedWithoutItsPlanBlocksItsBranchesWhenItStopsAgain() {
    RunProgress trunk = trunkAt(Position.trained(0, 2), Position.trained(0, 4));
    RunPlan unreadable = RunPlan.unreadable(REF, TRUNK, "is missing");

    Decided silent = decided(RunDecider.decide(unreadable, trunk, new RunCancelled(TRUNK, REF, 1)));
    Decided again = command(silent.progress(), new RunCancelled(TRUNK, REF, 2));

    assertThat(silent.effects()).isEmpty();
    assertThat(again.effects())
        .containsExactly(blocked(ONE_SHOT, TRUNK, 6), blocked(MASK_ONLY, TRUNK, 6));
  }

  @Test
  void aPlanThatWouldLeaveOutAMaskOrTheBeginningOfAPhaseIsNotFollowed() {
    Plan skipsMask =
        Plans.withGradual(PLAN, List.of(Plans.mask(0, 3, 0.5)), List.of(Position.trained(0, 6)));
    Plan skipsBeginning = Plans.withGradual(PLAN, List.of(), List.of(Position.trained(1, 3)));
    Plan sharesItsFirstMask =
        Plans.withGradual(PLAN, List.of(Plans.mask(0, 1, 0)), List.of(Position.trained(0, 6)));

    assertThat(RunPlan.of(skipsMask, REF, GRADUAL)).get().isInstanceOf(RunPlan.Unreadable.class);
    assertThat(RunPlan.of(skipsBeginning, REF, GRADUAL))
        .get()
        .isInstanceOf(RunPlan.Unreadable.class);
    assertThat(RunPlan.of(sharesItsFirstMask, REF, GRADUAL))
        .get()
        .isInstanceOf(RunPlan.Known.class);
  }

  private static void assertIgnored(
      @Nullable RunProgress current, int attempt, Position position, Reason reason) {
    CheckpointRef saved = checkpoint(TRUNK, attempt, position, "a");
    assertThat(decide(current, saved(TRUNK, attempt, saved))).isEqualTo(new Ignored(reason));
  }

  private static RunProgress trunkAt(Position last, Position outstanding) {
    return RunProgress.requested(TRUNK, REF)
        .withLast(checkpoint(TRUNK, 1, last, "last"))
        .withState(RunState.TRAINING, outstanding, null);
  }

  private static RunProgress gradualTraining(Position outstanding) {
    return RunProgress.requested(GRADUAL, REF)
        .withFork(checkpoint(TRUNK, 1, Position.trained(0, 2), "fork"))
        .withLast(checkpoint(GRADUAL, 1, Position.pruned(0, 2), "last"))
        .withState(RunState.TRAINING, outstanding, null);
  }

  private static RunProgress oneShotTraining() {
    CheckpointRef fork = checkpoint(TRUNK, 1, Position.trained(0, 6), "fork");
    return command(null, new RunForked(ONE_SHOT, REF, fork)).progress();
  }

  private static Effect train(
      RunId run, int attempt, @Nullable CheckpointRef input, Position target) {
    return new Effect.Train(new SegmentRequested(run, REF, attempt, input, target));
  }

  private static Effect blocked(RunId branch, RunId by, int step) {
    return new Effect.Tell(
        new RunBlocked(branch, REF, by, Position.trained(0, step)), PLAN.partition(branch));
  }

  private static Effect unblocked(RunId branch, RunId by) {
    return new Effect.Tell(new RunUnblocked(branch, REF, by), PLAN.partition(branch));
  }

  private static CheckpointSaved saved(RunId run, int attempt, CheckpointRef checkpoint) {
    return new CheckpointSaved(
        run, REF, attempt, checkpoint, new NumericEnvironment("cpu", "avx2", "fake", 1), 10, 1);
  }

  private static CheckpointRef checkpoint(
      RunId run, int attempt, Position position, String content) {
    return new CheckpointRef(
        position,
        ArtifactRef.checkpoint(run, attempt, position, content.getBytes(StandardCharsets.UTF_8)));
  }

  private static RunPlan plan(RunId run) {
    return RunPlan.of(PLAN, REF, run).orElseThrow();
  }

  private static Decision decide(@Nullable RunProgress current, CheckpointEvent event) {
    return RunDecider.decide(plan(event.run()), current, event);
  }

  private static Decision decide(@Nullable RunProgress current, RunCommand command) {
    return RunDecider.decide(plan(command.run()), current, command);
  }

  private static Decided command(@Nullable RunProgress current, RunCommand command) {
    return decided(decide(current, command));
  }

  private static Decided decided(Decision decision) {
    assertThat(decision).isInstanceOf(Decided.class);
    return (Decided) decision;
  }

  private static MaskDue maskDue(Decision decision) {
    assertThat(decision).isInstanceOf(MaskDue.class);
    return (MaskDue) decision;
  }
}

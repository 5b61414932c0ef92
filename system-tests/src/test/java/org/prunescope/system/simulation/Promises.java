package org.prunescope.system.simulation;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.event.RunState;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.plan.Variant;
import org.prunescope.contract.position.Position;
import org.prunescope.system.simulation.MetricsDatabase.Measured;

/** What Prunescope promises of an experiment that has come to rest. */
final class Promises {
  private final World world;
  private final Services services;
  private final PlannedExperiment experiment;

  Promises(World world, Services services) {
    this.world = world;
    this.services = services;
    this.experiment = world.experiment();
  }

  /** What holds whatever has happened. */
  void areKept() {
    Histories histories = new Histories(world);
    histories.areSingleChains();
    for (RunId run : experiment.runs()) {
      RunProgress progress = progress(run);
      hasEnded(progress);
      hasItsCheckpoints(progress);
      isKnownToTheGateway(progress);
    }
    measurementsAreSingle(histories.recorded());
  }

  /** What holds when all that was said has been heard, whether or not anything trains. */
  void whoWaitsHasReason() {
    for (RunId run : experiment.runs()) {
      RunProgress progress = progress(run);
      switch (progress.state()) {
        case BLOCKED -> isBlockedWithReason(progress);
        case REQUESTED ->
            require(
                experiment.trunk(run) != null
                    && (!isBehindAStop(progress) || isForgottenByItsTrunk(progress)),
                "waits for a trunk that has stopped",
                progress);
        case TRAINING, TRAINED, FAILED, CANCELLED, MEASURED, MEASUREMENT_FAILED -> {}
      }
    }
  }

  /** What holds once everything was resumed: all is trained and measured, as if undisturbed. */
  void areFulfilled() {
    Set<String> finals = new HashSet<>();
    boolean isWhole = true;
    for (RunId run : experiment.runs()) {
      RunProgress progress = progress(run);
      if (progress.state() == RunState.TRAINED) {
        finals.add(Objects.requireNonNull(progress.last()).artifact().key());
        isWhole &= isMeasured(run);
      } else {
        require(isPastHelp(progress), "has not been trained", run, progress);
        isWhole = false;
      }
    }
    if (isWhole) {
      Set<String> left = new HashSet<>();
      experiment.runs().forEach(run -> left.addAll(services.gateway().run(run).stored()));
      require(left.equals(finals), "other checkpoints are left than the finals", finals, left);
    }
  }

  private void hasEnded(RunProgress progress) {
    RunId run = progress.run();
    switch (progress.state()) {
      case TRAINED -> isTrained(progress);
      case FAILED ->
          require(world.ledger().hasFailed(progress), "fails without reason", run, progress);
      case CANCELLED ->
          require(world.ledger().isCancelled(progress), "nobody has cancelled", progress);
      case BLOCKED -> isBlockedWithReason(progress);
      case REQUESTED -> require(isForgottenByItsTrunk(progress), "never ends", run, progress);
      case TRAINING, MEASURED, MEASUREMENT_FAILED ->
          throw new BrokenPromiseException("%s never ends: %s".formatted(run, progress));
    }
    require(progress.outstanding() == null, "has ended and trains", run, progress);
  }

  private void isBlockedWithReason(RunProgress progress) {
    require(
        isBehindAStop(progress)
            && Objects.equals(progress.blockedBy(), experiment.trunk(progress.run())),
        "is blocked by nothing",
        progress);
  }

  private void isTrained(RunProgress progress) {
    Variant variant = experiment.variant(progress.run());
    CheckpointRef last = Objects.requireNonNull(progress.last());
    require(last.position().equals(variant.end()), "ends too early", progress);
    if (world.weather().environments() == 1) {
      String expected = experiment.expected().last(progress.run(), variant);
      require(
          last.artifact().sha256().equals(expected),
          "is another network than undisturbed",
          progress.run(),
          last);
    }
  }

  /** Who stops without its plan does not know its branches: they wait until it is resumed. */
  private boolean isForgottenByItsTrunk(RunProgress progress) {
    RunId trunk = experiment.trunk(progress.run());
    return trunk != null
        && isBehindAStop(progress)
        && (world.ledger().isDecidedWithoutPlan(trunk) || isForgottenByItsTrunk(progress(trunk)));
  }

  /** Whether the trunk has stopped before the run's fork. */
  private boolean isBehindAStop(RunProgress progress) {
    RunId trunk = experiment.trunk(progress.run());
    if (trunk == null || progress.fork() != null) {
      return false;
    }
    RunProgress ofTrunk = progress(trunk);
    Position fork = Objects.requireNonNull(experiment.variant(progress.run()).fork()).at();
    boolean isAhead = ofTrunk.last() == null || fork.isAfter(ofTrunk.last().position());
    return isAhead
        && switch (ofTrunk.state()) {
          case FAILED, CANCELLED -> true;
          case BLOCKED -> isBehindAStop(ofTrunk);
          case REQUESTED, TRAINING, TRAINED, MEASURED, MEASUREMENT_FAILED -> false;
        };
  }

  private void hasItsCheckpoints(RunProgress progress) {
    exists(progress.last(), progress);
    if (progress.last() == null) {
      exists(progress.fork(), progress);
    }
  }

  private void exists(@Nullable CheckpointRef checkpoint, RunProgress progress) {
    require(
        checkpoint == null
            || world.artifacts().has(checkpoint)
            || world.artifacts().hasLost(checkpoint),
        "a checkpoint was deleted that is needed",
        progress);
  }

  private void isKnownToTheGateway(RunProgress progress) {
    KnownRun known = services.gateway().run(progress.run());
    require(
        progress.equals(known.progress()),
        "the gateway knows something else",
        known.progress(),
        progress);
    boolean isTrained = progress.state() == RunState.TRAINED;
    RunState shown = known.shown();
    require(
        isTrained
            ? shown == RunState.MEASURED
                || (shown == RunState.MEASUREMENT_FAILED && hasLostCheckpoints())
            : shown == progress.state(),
        "is shown as",
        progress,
        shown);
  }

  private void measurementsAreSingle(Map<Measured, ArtifactRef> recorded) {
    Set<Measured> seen = new HashSet<>();
    for (MetricsDatabase.Row row : services.metrics().rows()) {
      require(seen.add(row.of()), "measured twice", row);
      ArtifactRef counts = recorded.get(row.of());
      require(
          counts == null || counts.equals(row.checkpoint()),
          "another checkpoint was measured than counts",
          row,
          counts);
    }
  }

  private boolean isMeasured(RunId run) {
    return services.gateway().run(run).shown() == RunState.MEASURED
        && services.metrics().failures() == 0;
  }

  /** Whether a disk has lost what the run, or one that it waits for, would go on from. */
  private boolean isPastHelp(RunProgress progress) {
    CheckpointRef from = progress.last() == null ? progress.fork() : progress.last();
    RunId trunk = experiment.trunk(progress.run());
    return switch (progress.state()) {
      case FAILED ->
          from != null && !world.artifacts().has(from) && world.artifacts().hasLost(from);
      case BLOCKED -> trunk != null && isPastHelp(progress(trunk));
      case REQUESTED, TRAINING, TRAINED, MEASURED, CANCELLED, MEASUREMENT_FAILED -> false;
    };
  }

  private boolean hasLostCheckpoints() {
    return world.ledger().count(Fault.LOSE_CHECKPOINT) > 0;
  }

  private RunProgress progress(RunId run) {
    RunProgress progress = services.recorded().of(run);
    if (progress == null) {
      throw new BrokenPromiseException(run + " was never decided");
    }
    return progress;
  }

  /**
   * Requires that a promise is kept.
   *
   * @param otherwise what is so if it is not
   * @param of what that is about
   */
  static void require(boolean isKept, String otherwise, @Nullable Object... of) {
    if (!isKept) {
      throw new BrokenPromiseException(otherwise + ": " + Arrays.toString(of));
    }
  }
}

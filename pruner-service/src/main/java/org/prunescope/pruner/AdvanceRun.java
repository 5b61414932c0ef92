package org.prunescope.pruner;

import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.event.CheckpointEvent;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.RunCommand;
import org.prunescope.contract.event.RunCommand.RunResumed;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.pruner.decision.Decision;
import org.prunescope.pruner.decision.Decision.Decided;
import org.prunescope.pruner.decision.Decision.Ignored;
import org.prunescope.pruner.decision.Decision.MaskDue;
import org.prunescope.pruner.decision.Decision.Reason;
import org.prunescope.pruner.decision.MaskResult;
import org.prunescope.pruner.decision.RunDecider;
import org.prunescope.pruner.decision.RunPlan;
import org.prunescope.pruner.storage.PlanCache;
import org.prunescope.pruner.storage.StoredCheckpoints;
import org.prunescope.service.Patience;
import org.prunescope.service.StopSignal;
import org.prunescope.service.StoppedException;

/**
 * Takes a run from one recorded progress to the next: reads the plan, decides, and applies the mask
 * where one is due. What it returns is to be recorded and sent as a whole.
 *
 * <p>Its methods throw {@link java.io.UncheckedIOException} where the artifact store does not
 * answer: the event is then to be brought again.
 */
public final class AdvanceRun {
  private static final Logger LOG = Logger.getLogger(AdvanceRun.class);

  private final PlanCache plans;
  private final PruneCheckpoint pruneCheckpoint;
  private final StoredCheckpoints checkpoints;
  private final Patience patience;

  public AdvanceRun(
      PlanCache plans,
      PruneCheckpoint pruneCheckpoint,
      StoredCheckpoints checkpoints,
      Patience patience) {
    this.plans = plans;
    this.pruneCheckpoint = pruneCheckpoint;
    this.checkpoints = checkpoints;
    this.patience = patience;
  }

  /** What became of an event. */
  public sealed interface Outcome {
    /** The run has moved on. */
    record Advanced(Decided decided) implements Outcome {}

    /** Nothing is to be done. */
    record Nothing(Reason reason) implements Outcome {}

    /**
     * It contradicts its own plan, so it is of no use to anybody.
     *
     * @param problem a sentence
     */
    record Refused(String problem) implements Outcome {}
  }

  /**
   * What follows from a command.
   *
   * @param partition where it came from
   * @param current what is recorded of the run; null where nothing is
   */
  public Outcome on(RunCommand command, int partition, @Nullable RunProgress current) {
    return advance(
        command.run(),
        current == null ? command.plan() : current.plan(),
        partition,
        plan ->
            command instanceof RunResumed resumed
                ? RunDecider.decide(plan, resolvable(current), resolvable(resumed))
                : RunDecider.decide(plan, current, command));
  }

  /**
   * What follows from a checkpoint event.
   *
   * @param partition where it came from
   * @param current what is recorded of the run; null where nothing is
   */
  public Outcome on(CheckpointEvent event, int partition, @Nullable RunProgress current) {
    // Most of what comes twice is known by now, and needs no plan.
    Optional<Reason> reason = RunDecider.reasonToIgnore(current, event);
    return reason.isPresent()
        ? new Outcome.Nothing(reason.get())
        : advance(
            event.run(),
            current == null ? event.plan() : current.plan(),
            partition,
            plan -> RunDecider.decide(plan, current, event));
  }

  private Outcome advance(
      RunId run, ArtifactRef ref, int partition, Function<RunPlan, Decision> decide) {
    Optional<RunPlan> plan = withPatience("read the plan " + ref.key(), () -> plans.plan(ref, run));
    if (plan.isEmpty()) {
      return new Outcome.Refused("the plan has no run " + run);
    }
    // On another partition another process could decide about the same run.
    if (plan.get() instanceof RunPlan.Known known && known.partition() != partition) {
      return new Outcome.Refused(
          "%s belongs to partition %d, not %d".formatted(run, known.partition(), partition));
    }
    return switch (decide.apply(plan.get())) {
      case Ignored ignored -> new Outcome.Nothing(ignored.reason());
      case Decided decided -> advanced(decided);
      case MaskDue due -> {
        MaskResult result =
            withPatience("apply the mask of " + run, () -> pruneCheckpoint.prune(due));
        yield advanced(RunDecider.afterMask(due, result));
      }
    };
  }

  /**
   * What is recorded of a run that is to go on, without its newest checkpoint where that is missing
   * or damaged: what it held is computed again, from the fork or from the beginning.
   */
  private @Nullable RunProgress resolvable(@Nullable RunProgress current) {
    return current == null || resolves(current.run(), current.last())
        ? current
        : current.withLast(null);
  }

  /** The same of what the gateway knows. */
  private RunResumed resolvable(RunResumed resumed) {
    return resolves(resumed.run(), resumed.last())
        ? resumed
        : new RunResumed(resumed.run(), resumed.plan(), resumed.attempt(), null, resumed.fork());
  }

  private boolean resolves(RunId run, @Nullable CheckpointRef last) {
    if (last == null) {
      return true;
    }
    boolean resolves =
        withPatience("read " + last.artifact().key(), () -> checkpoints.resolves(last));
    if (!resolves) {
      LOG.warnf("missing or damaged run=%s checkpoint=%s", run, last.artifact().key());
    }
    return resolves;
  }

  private <T> T withPatience(String what, Patience.Attempt<T, RuntimeException> attempt) {
    try {
      return patience.until(StopSignal.NEVER, what, attempt);
    } catch (StoppedException e) {
      throw new IllegalStateException("interrupted between two tries", e);
    }
  }

  private static Outcome advanced(Decided decided) {
    RunProgress progress = decided.progress();
    LOG.infof(
        "decided run=%s attempt=%d state=%s last=%s outstanding=%s%s",
        progress.run(),
        progress.attempt(),
        progress.state(),
        progress.last() == null ? "none" : progress.last().position(),
        progress.outstanding() == null ? "none" : progress.outstanding(),
        progress.failure() == null ? "" : " failure=\"" + progress.failure().detail() + "\"");
    return new Outcome.Advanced(decided);
  }
}

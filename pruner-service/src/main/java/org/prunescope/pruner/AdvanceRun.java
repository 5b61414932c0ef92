package org.prunescope.pruner;

import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.event.CheckpointEvent;
import org.prunescope.contract.event.RunCommand;
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
import org.prunescope.pruner.storage.Retry;

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
  private final Retry retry;

  public AdvanceRun(PlanCache plans, PruneCheckpoint pruneCheckpoint, Retry retry) {
    this.plans = plans;
    this.pruneCheckpoint = pruneCheckpoint;
    this.retry = retry;
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
        plan -> RunDecider.decide(plan, current, command));
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
    Optional<RunPlan> plan = retry.of("plan " + ref.key(), () -> plans.plan(ref, run));
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
        MaskResult result = retry.of("mask of " + run, () -> pruneCheckpoint.prune(due));
        yield advanced(RunDecider.afterMask(due, result));
      }
    };
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

package org.prunescope.pruner.decision;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.event.CheckpointEvent;
import org.prunescope.contract.event.CheckpointEvent.CheckpointPruned;
import org.prunescope.contract.event.CheckpointEvent.CheckpointSaved;
import org.prunescope.contract.event.CheckpointEvent.SegmentFailed;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.Failure;
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
import org.prunescope.contract.plan.MaskEvent;
import org.prunescope.contract.position.Position;
import org.prunescope.pruner.decision.Decision.Decided;
import org.prunescope.pruner.decision.Decision.Ignored;
import org.prunescope.pruner.decision.Decision.MaskDue;
import org.prunescope.pruner.decision.Decision.Reason;
import org.prunescope.pruner.decision.RunPlan.Known;
import org.prunescope.pruner.decision.RunPlan.Unreadable;

/**
 * Decides what comes next in the life of a run. It is the only one who does, and that is what makes
 * a run one chain of checkpoints whatever is delivered twice, late or out of order:
 *
 * <ul>
 *   <li>A run has at most one outstanding segment. Only the first checkpoint of the current attempt
 *       at that segment's target counts.
 *   <li>Within an attempt an ended run stays as it ended; a resumption is a new attempt.
 *   <li>A checkpoint at which a mask is due counts once the mask is applied.
 *   <li>A branch begins when its trunk says so, whether or not it was requested by then. A trunk
 *       that ends before the fork blocks it; a cancelled branch remembers both.
 *   <li>Where the gateway knows of more than is recorded here, Kafka's data was lost, and the run
 *       goes on from what the gateway knows.
 * </ul>
 */
public final class RunDecider {
  private RunDecider() {}

  /**
   * What follows from a command.
   *
   * @param current what is recorded of the run; null where nothing is
   */
  public static Decision decide(RunPlan plan, @Nullable RunProgress current, RunCommand command) {
    return switch (command) {
      case RunRequested requested -> onRequested(plan, current);
      case RunCancelled cancelled -> onCancelled(plan, current, cancelled);
      case RunResumed resumed -> onResumed(plan, current, resumed);
      case RunForked forked -> onForked(plan, current, forked);
      case RunBlocked blocked -> onBlocked(plan, current, blocked);
      case RunUnblocked unblocked -> onUnblocked(plan, current);
    };
  }

  /**
   * What follows from a finished or failed segment.
   *
   * @param current what is recorded of the run; null where nothing is
   */
  public static Decision decide(
      RunPlan plan, @Nullable RunProgress current, CheckpointEvent event) {
    Optional<Reason> reason = reasonToIgnore(current, event);
    if (reason.isPresent() || current == null) {
      return new Ignored(reason.orElse(Reason.UNKNOWN_RUN));
    }
    return switch (event) {
      case CheckpointSaved saved -> onSaved(plan, current, saved.checkpoint());
      case SegmentFailed failed -> fail(plan, current, current, failed.failure());
      case CheckpointPruned own -> new Ignored(Reason.OWN_EVENT);
    };
  }

  /**
   * Why this event changes nothing, if it does not; to be known before the plan is read.
   *
   * @param current what is recorded of the run; null where nothing is
   */
  public static Optional<Reason> reasonToIgnore(
      @Nullable RunProgress current, CheckpointEvent event) {
    Position target =
        switch (event) {
          case CheckpointSaved saved -> saved.checkpoint().position();
          case SegmentFailed failed -> failed.target();
          case CheckpointPruned own -> null;
        };
    if (target == null) {
      return Optional.of(Reason.OWN_EVENT);
    }
    if (current == null) {
      return Optional.of(Reason.UNKNOWN_RUN);
    }
    if (event.attempt() != current.attempt()) {
      return Optional.of(Reason.OTHER_ATTEMPT);
    }
    return target.equals(current.outstanding())
        ? Optional.empty()
        : Optional.of(Reason.NOT_OUTSTANDING);
  }

  /** What follows from the result of a mask that was due. */
  public static Decided afterMask(MaskDue due, MaskResult result) {
    return switch (result) {
      case MaskResult.NotApplied failed ->
          fail(due.plan(), due.before(), due.progress(), failed.failure());
      case MaskResult.Applied applied -> {
        RunProgress progress = due.progress().withLast(applied.pruned());
        Effect announcement =
            new Effect.Announce(
                new CheckpointPruned(
                    progress.run(),
                    progress.plan(),
                    progress.attempt(),
                    applied.pruned(),
                    applied.sparsity()));
        boolean isOwn = !due.trained().equals(progress.fork());
        yield advance(
            due.plan(),
            due.before(),
            progress,
            isOwn ? due.trained() : null,
            List.of(announcement));
      }
    };
  }

  private static Decision onRequested(RunPlan plan, @Nullable RunProgress current) {
    return current == null
        ? goOn(plan, null, RunProgress.requested(plan.run(), plan.ref()))
        : new Ignored(Reason.ALREADY_DECIDED);
  }

  private static Decision onCancelled(
      RunPlan plan, @Nullable RunProgress current, RunCancelled command) {
    RunProgress known = Recorded.orKnown(plan, current, command.last(), command.fork());
    if (command.attempt() < known.attempt()) {
      return new Ignored(Reason.OTHER_ATTEMPT);
    }
    boolean isOver = command.attempt() == known.attempt() && known.state().hasEnded();
    if (isOver || known.state() == RunState.TRAINED) {
      return new Ignored(Reason.ENDED);
    }
    RunProgress cancelled =
        known.withAttempt(command.attempt()).withState(RunState.CANCELLED, null, null);
    return settle(plan, current, cancelled, null, List.of());
  }

  private static Decision onResumed(
      RunPlan plan, @Nullable RunProgress current, RunResumed command) {
    if (current != null && command.attempt() <= current.attempt()) {
      return new Ignored(Reason.OTHER_ATTEMPT);
    }
    RunProgress known = Recorded.orKnown(plan, current, command.last(), command.fork());
    return goOn(plan, current, known.withAttempt(command.attempt()));
  }

  private static Decision onForked(RunPlan plan, @Nullable RunProgress current, RunForked command) {
    if (plan instanceof Known known && !known.forksAt(command.from().position())) {
      return new Ignored(Reason.NOT_PLANNED);
    }
    RunProgress waiting = Recorded.of(plan, current);
    if (waiting.fork() != null) {
      return new Ignored(Reason.ALREADY_DECIDED);
    }
    RunProgress forked = waiting.withFork(command.from());
    return forked.state().hasEnded()
        ? settle(plan, current, forked, null, List.of())
        : goOn(plan, current, forked);
  }

  private static Decision onBlocked(
      RunPlan plan, @Nullable RunProgress current, RunBlocked command) {
    if (plan instanceof Known known && !known.forksAt(command.at())) {
      return new Ignored(Reason.NOT_PLANNED);
    }
    RunProgress waiting = Recorded.of(plan, current);
    if (waiting.fork() != null || waiting.blockedBy() != null) {
      return new Ignored(Reason.ALREADY_DECIDED);
    }
    RunProgress blocked = waiting.withBlockedBy(command.by());
    return blocked.state().hasEnded()
        ? settle(plan, current, blocked, null, List.of())
        : settle(plan, current, blocked.withState(RunState.BLOCKED, null, null), null, List.of());
  }

  private static Decision onUnblocked(RunPlan plan, @Nullable RunProgress current) {
    if (current == null) {
      return new Ignored(Reason.UNKNOWN_RUN);
    }
    if (current.blockedBy() == null) {
      return new Ignored(Reason.ALREADY_DECIDED);
    }
    RunProgress unblocked = current.withBlockedBy(null);
    return unblocked.state().hasEnded()
        ? settle(plan, current, unblocked, null, List.of())
        : goOn(plan, current, unblocked);
  }

  private static Decision onSaved(RunPlan plan, RunProgress current, CheckpointRef saved) {
    return switch (plan) {
      case Unreadable unreadable -> fail(plan, current, current, unreadable.failure());
      case Known known -> {
        Optional<MaskEvent> mask = known.maskAt(saved.position());
        yield mask.isPresent()
            ? new MaskDue(known, current, current, saved, mask.get())
            : advance(known, current, current.withLast(saved), saved, List.of());
      }
    };
  }

  /** From the last checkpoint, or the fork, or the beginning; a branch without a fork waits. */
  private static Decision goOn(RunPlan plan, @Nullable RunProgress before, RunProgress progress) {
    return switch (plan) {
      case Unreadable unreadable -> fail(plan, before, progress, unreadable.failure());
      case Known known -> {
        CheckpointRef from = progress.last() == null ? progress.fork() : progress.last();
        if (from == null && known.isBranch()) {
          RunState state = progress.blockedBy() == null ? RunState.REQUESTED : RunState.BLOCKED;
          yield settle(plan, before, progress.withState(state, null, null), null, List.of());
        }
        Optional<MaskEvent> mask = from == null ? Optional.empty() : known.maskAt(from.position());
        yield from != null && mask.isPresent()
            ? new MaskDue(known, before, progress, from, mask.get())
            : advance(known, before, progress, null, List.of());
      }
    };
  }

  /**
   * Asks for the next segment, or ends the run where there is none.
   *
   * @param reached the trained checkpoint that this event has brought; null where it brought none
   */
  private static Decided advance(
      Known plan,
      @Nullable RunProgress before,
      RunProgress progress,
      @Nullable CheckpointRef reached,
      List<Effect> effects) {
    CheckpointRef from = progress.last() == null ? progress.fork() : progress.last();
    Optional<Position> target = plan.segmentEndAfter(from == null ? null : from.position());
    if (target.isEmpty()) {
      RunProgress trained = progress.withState(RunState.TRAINED, null, null);
      return settle(plan, before, trained, reached, effects);
    }
    List<Effect> withSegment = new ArrayList<>(effects);
    withSegment.add(
        new Effect.Train(
            new SegmentRequested(
                progress.run(), progress.plan(), progress.attempt(), from, target.get())));
    RunProgress training = progress.withState(RunState.TRAINING, target.get(), null);
    return settle(plan, before, training, reached, withSegment);
  }

  private static Decided fail(
      RunPlan plan, @Nullable RunProgress before, RunProgress progress, Failure failure) {
    RunProgress failed = progress.withState(RunState.FAILED, null, failure);
    return settle(plan, before, failed, null, List.of());
  }

  /** Tells the branches what it means for them: they fork, they are blocked, or they may hope. */
  private static Decided settle(
      RunPlan plan,
      @Nullable RunProgress before,
      RunProgress after,
      @Nullable CheckpointRef reached,
      List<Effect> effects) {
    List<Effect> all = new ArrayList<>(effects);
    boolean stops = isStopped(after) && (before == null || !isStopped(before));
    boolean goesOn = before != null && isStopped(before) && !isStopped(after);
    for (RunPlan.Branch branch : plan.branches()) {
      if (reached != null && branch.fork().equals(reached.position())) {
        all.add(tell(branch, new RunForked(branch.run(), after.plan(), reached)));
      } else if (stops && Recorded.isAhead(branch.fork(), after)) {
        all.add(
            tell(branch, new RunBlocked(branch.run(), after.plan(), after.run(), branch.fork())));
      } else if (goesOn && Recorded.isAhead(branch.fork(), after)) {
        all.add(tell(branch, new RunUnblocked(branch.run(), after.plan(), after.run())));
      }
    }
    return new Decided(after, all);
  }

  private static Effect tell(RunPlan.Branch branch, RunCommand command) {
    return new Effect.Tell(command, branch.partition());
  }

  /** Whether the run does not come to its later forks as things stand. */
  private static boolean isStopped(RunProgress progress) {
    return switch (progress.state()) {
      case FAILED, CANCELLED, BLOCKED -> true;
      case REQUESTED, TRAINING, TRAINED, MEASURED, MEASUREMENT_FAILED -> false;
    };
  }
}

package org.prunescope.system.simulation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.MeasurementEvent;
import org.prunescope.contract.event.MeasurementEvent.MeasurementFailed;
import org.prunescope.contract.event.MeasurementEvent.MeasurementStored;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.event.RunState;
import org.prunescope.contract.plan.Variant;
import org.prunescope.contract.position.Position;
import org.prunescope.gateway.algorithm.Retention;
import org.prunescope.gateway.algorithm.RunStanding;

/** The gateway's rows of one run: what events have told of it, in whatever order they came. */
final class KnownRun {
  private final Variant variant;
  private final Set<Retention.Attempt> measured = new HashSet<>();
  private final Set<Position> failed = new HashSet<>();
  private final Map<String, Retention.Stored> stored = new HashMap<>();
  private RunStanding standing = RunStanding.UNKNOWN;
  private @Nullable RunProgress progress;

  KnownRun(Variant variant) {
    this.variant = variant;
  }

  /** What the pruner has said; null where nothing was heard of it. */
  @Nullable RunProgress progress() {
    return progress;
  }

  /** The attempt that people see. */
  int attempt() {
    return Math.max(1, standing.attempt());
  }

  boolean isStopped() {
    return progress != null
        && switch (progress.state()) {
          case FAILED, CANCELLED, BLOCKED -> true;
          case REQUESTED, TRAINING, TRAINED, MEASURED, MEASUREMENT_FAILED -> false;
        };
  }

  /** What people see. */
  RunState shown() {
    return RunStanding.shown(
        progress == null ? RunState.REQUESTED : progress.state(),
        variant.measured(),
        measured.stream().map(Retention.Attempt::position).toList(),
        failed);
  }

  /** Says whether the run has forked or begun by that. */
  boolean progressed(RunProgress said, int offset) {
    CheckpointRef last = said.last();
    RunStanding then =
        new RunStanding(said.attempt(), last == null ? null : last.position(), offset);
    if (!then.isAfter(standing)) {
      return false;
    }
    boolean hasForked = progress != null && progress.fork() != null;
    boolean hasBegun = progress != null && progress.last() != null;
    standing = then;
    progress = said;
    return hasForked != (said.fork() != null) || hasBegun != (last != null);
  }

  void announced(int attempt, CheckpointRef checkpoint) {
    stored.put(
        checkpoint.artifact().key(),
        new Retention.Stored(checkpoint.artifact(), attempt, checkpoint.position()));
  }

  void measured(MeasurementEvent event) {
    switch (event) {
      case MeasurementStored done ->
          measured.add(new Retention.Attempt(done.attempt(), done.position()));
      case MeasurementFailed lost -> failed.add(lost.position());
    }
  }

  Retention.Branch asBranch(Position fork) {
    return new Retention.Branch(
        fork,
        progress == null || progress.fork() == null ? null : progress.fork().artifact().key(),
        progress != null && progress.last() != null);
  }

  List<Retention.Stored> notNeeded(List<Retention.Branch> branches) {
    return Retention.notNeeded(
        List.copyOf(stored.values()),
        new Retention.Known(
            standing.attempt(),
            progress != null && progress.state().hasEnded(),
            progress == null || progress.last() == null
                ? null
                : new Retention.Place(progress.last().position(), progress.last().artifact().key()),
            Set.copyOf(variant.measured()),
            measured,
            branches));
  }

  void deleted(List<Retention.Stored> checkpoints) {
    checkpoints.forEach(checkpoint -> stored.remove(checkpoint.artifact().key()));
  }

  /** Keys of what is believed to be stored. */
  Set<String> stored() {
    return stored.keySet();
  }
}

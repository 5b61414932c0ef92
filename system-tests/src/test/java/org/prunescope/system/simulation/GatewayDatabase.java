package org.prunescope.system.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.event.CheckpointEvent;
import org.prunescope.contract.event.CheckpointEvent.CheckpointPruned;
import org.prunescope.contract.event.CheckpointEvent.CheckpointSaved;
import org.prunescope.contract.event.CheckpointEvent.SegmentFailed;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.MeasurementEvent;
import org.prunescope.contract.event.RunCommand;
import org.prunescope.contract.event.RunCommand.RunCancelled;
import org.prunescope.contract.event.RunCommand.RunRequested;
import org.prunescope.contract.event.RunCommand.RunResumed;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.gateway.algorithm.Retention;

/** The gateway's tables around its decisions; each method is one transaction. */
final class GatewayDatabase {
  private final World world;
  private final Map<RunId, KnownRun> runs = new LinkedHashMap<>();
  private final Set<RunId> toSweep = new LinkedHashSet<>();
  private final List<RunCommand> outbox = new ArrayList<>();
  private int sent;

  /** Who has the outbox to itself; null where nobody has. */
  private @Nullable Object relaying;

  /** Stores the experiment, with what is to be sent. */
  GatewayDatabase(World world) {
    this.world = world;
    for (RunId run : world.experiment().runs()) {
      runs.put(run, new KnownRun(world.experiment().variant(run)));
      outbox.add(new RunRequested(run, world.experiment().ref()));
    }
  }

  KnownRun run(RunId run) {
    return Objects.requireNonNull(runs.get(run));
  }

  // What events tell.

  void progressed(RunProgress progress, int offset) {
    boolean isBranchsNews = run(progress.run()).progressed(progress, offset);
    toSweep.add(progress.run());
    RunId trunk = world.experiment().trunk(progress.run());
    if (isBranchsNews && trunk != null) {
      toSweep.add(trunk);
    }
  }

  void announced(CheckpointEvent event) {
    CheckpointRef checkpoint =
        switch (event) {
          case CheckpointSaved saved -> saved.checkpoint();
          case CheckpointPruned pruned -> pruned.checkpoint();
          case SegmentFailed failed -> null;
        };
    if (checkpoint != null) {
      run(event.run()).announced(event.attempt(), checkpoint);
      toSweep.add(event.run());
    }
  }

  void measured(MeasurementEvent event) {
    run(event.run()).measured(event);
    toSweep.add(event.run());
  }

  // What people ask for.

  void cancel(RunId run) {
    int attempt = run(run).attempt();
    world.trace().say(() -> "somebody cancels attempt %d of %s".formatted(attempt, run));
    world.ledger().cancelled(run, attempt);
    outbox.add(new RunCancelled(run, world.experiment().ref(), attempt));
  }

  void resume(RunId run) {
    int attempt = run(run).attempt() + 1;
    world.trace().say(() -> "somebody resumes %s as attempt %d".formatted(run, attempt));
    outbox.add(new RunResumed(run, world.experiment().ref(), attempt));
  }

  /** Brings what is known of the run, in case it was lost. */
  void redrive(RunId run) {
    KnownRun known = run(run);
    int attempt = known.attempt() + 1;
    RunProgress progress = known.progress();
    world.trace().say(() -> "the watchdog re-drives %s as attempt %d".formatted(run, attempt));
    outbox.add(
        new RunResumed(
            run,
            world.experiment().ref(),
            attempt,
            progress == null ? null : progress.last(),
            progress == null ? null : progress.fork()));
  }

  // The outbox.

  /**
   * The oldest that are not sent, for one relay at a time.
   *
   * @return empty where there are none, or where somebody else is at it
   */
  List<RunCommand> take(Object relay, int most) {
    if (relaying != null) {
      return List.of();
    }
    List<RunCommand> unsent =
        List.copyOf(outbox.subList(sent, Math.min(outbox.size(), sent + most)));
    if (!unsent.isEmpty()) {
      relaying = relay;
    }
    return unsent;
  }

  boolean isToBeRelayed() {
    return relaying == null && sent < outbox.size();
  }

  /** Marks as sent, unless the transaction has been cut off. */
  void sent(Object relay, int count) {
    if (relay.equals(relaying)) {
      sent += count;
      relaying = null;
    }
  }

  /** The relay's transaction ends, whatever becomes of the relay. */
  void cutRelay() {
    relaying = null;
  }

  void disconnected(Object relay) {
    if (relay.equals(relaying)) {
      relaying = null;
    }
  }

  // The sweep.

  Set<RunId> toSweep() {
    return toSweep;
  }

  /**
   * Deletes what nothing needs of a run.
   *
   * @param breaksOff before it is written down that it was deleted
   */
  void sweep(RunId run, boolean breaksOff) {
    KnownRun known = run(run);
    List<Retention.Stored> needless = known.notNeeded(branches(run));
    for (Retention.Stored checkpoint : needless) {
      world.artifacts().delete(checkpoint.artifact());
      world.trace().say(() -> "gateway deletes %s".formatted(checkpoint.artifact().key()));
    }
    if (!breaksOff) {
      known.deleted(needless);
      toSweep.remove(run);
    }
  }

  private List<Retention.Branch> branches(RunId run) {
    return world.experiment().branches(run).stream()
        .map(
            branch ->
                run(branch)
                    .asBranch(
                        Objects.requireNonNull(world.experiment().variant(branch).fork()).at()))
        .toList();
  }
}

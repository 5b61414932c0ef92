package org.prunescope.system.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.event.CheckpointEvent;
import org.prunescope.contract.event.Failure;
import org.prunescope.contract.event.FailureReason;
import org.prunescope.contract.event.RunCommand;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.pruner.decision.Decision;
import org.prunescope.pruner.decision.Decision.Decided;
import org.prunescope.pruner.decision.Decision.Ignored;
import org.prunescope.pruner.decision.Decision.MaskDue;
import org.prunescope.pruner.decision.Effect;
import org.prunescope.pruner.decision.MaskResult;
import org.prunescope.pruner.decision.RunDecider;
import org.prunescope.pruner.decision.RunPlan;

/**
 * A stream thread of the pruner around {@link RunDecider}: some records at a time, whose offsets,
 * progress and outputs are committed together or not at all. One that has lost a partition of a
 * transaction is fenced: nothing of it is ever seen.
 */
final class Pruner implements Member {
  private static final int MOST_RECORDS = 3;

  private final World world;
  private final Service service;
  private final Recorded recorded;
  private final Offsets commandOffsets;
  private final Offsets checkpointOffsets;
  private final TreeSet<Integer> partitions = new TreeSet<>();

  // The open transaction.
  private final Map<RunId, RunProgress> changed = new LinkedHashMap<>();
  private final List<Runnable> outputs = new ArrayList<>();
  private final TreeMap<Integer, Integer> commandsRead = new TreeMap<>();
  private final TreeMap<Integer, Integer> checkpointsRead = new TreeMap<>();
  private int records;

  Pruner(
      World world,
      Service service,
      Recorded recorded,
      Offsets commandOffsets,
      Offsets checkpointOffsets) {
    this.world = world;
    this.service = service;
    this.recorded = recorded;
    this.commandOffsets = commandOffsets;
    this.checkpointOffsets = checkpointOffsets;
  }

  @Override
  public void assigned(int partition) {
    abort();
    partitions.add(partition);
  }

  @Override
  public void revoked(int partition) {
    commit();
    partitions.remove(partition);
  }

  @Override
  public void offer(List<Runnable> steps) {
    for (int partition : partitions) {
      if (records < MOST_RECORDS) {
        offerRecords(partition, steps);
      }
    }
    if (records > 0) {
      steps.add(this::commit);
    }
  }

  private void offerRecords(int partition, List<Runnable> steps) {
    int command = commandsRead.getOrDefault(partition, commandOffsets.next(partition));
    if (world.kafka().commands().has(partition, command)) {
      steps.add(
          () -> {
            commandsRead.put(partition, command + 1);
            take(world.kafka().commands().at(partition, command), partition);
          });
    }
    int checkpoint = checkpointsRead.getOrDefault(partition, checkpointOffsets.next(partition));
    if (world.kafka().checkpoints().has(partition, checkpoint)) {
      steps.add(
          () -> {
            checkpointsRead.put(partition, checkpoint + 1);
            take(world.kafka().checkpoints().at(partition, checkpoint), partition);
          });
    }
  }

  private void take(RunCommand command, int partition) {
    records++;
    RunPlan plan = plan(command.run());
    apply(RunDecider.decide(plan, current(command.run()), command), plan, command, partition);
  }

  private void take(CheckpointEvent event, int partition) {
    records++;
    RunProgress current = current(event.run());
    if (RunDecider.reasonToIgnore(current, event).isEmpty()) {
      RunPlan plan = plan(event.run());
      apply(RunDecider.decide(plan, current, event), plan, event, partition);
    }
  }

  private RunPlan plan(RunId run) {
    if (world.weather().strikes(Fault.PLAN_UNREADABLE, 400)) {
      world.ledger().happened(Fault.PLAN_UNREADABLE);
      return RunPlan.unreadable(world.experiment().ref(), run, "simulated");
    }
    return world.experiment().plan(run);
  }

  private void apply(Decision decision, RunPlan plan, Object event, int partition) {
    switch (decision) {
      case Ignored ignored ->
          world.trace().say(() -> "pruner ignores %s: %s".formatted(event, ignored.reason()));
      case Decided decided -> stage(decided, plan, event, partition);
      case MaskDue due -> stage(RunDecider.afterMask(due, prune(due)), plan, event, partition);
    }
  }

  private MaskResult prune(MaskDue due) {
    RunProgress progress = due.progress();
    if (!world.artifacts().has(due.trained())) {
      if (!world.artifacts().hasLost(due.trained())) {
        throw new BrokenPromiseException(
            "%s was deleted before its mask".formatted(due.trained().artifact().key()));
      }
      return notApplied(progress, FailureReason.ARTIFACT_UNREADABLE);
    }
    if (world.weather().strikes(Fault.MASK_FAILS, 200)) {
      world.ledger().happened(Fault.MASK_FAILS);
      return notApplied(progress, FailureReason.NON_FINITE_WEIGHTS);
    }
    Network pruned =
        new Network(progress.run(), due.mask().at(), due.trained().artifact().sha256(), 0);
    return new MaskResult.Applied(
        world.artifacts().put(progress.attempt(), pruned), due.mask().sparsity());
  }

  private MaskResult notApplied(RunProgress progress, FailureReason reason) {
    world.ledger().failed(progress.run(), progress.attempt(), reason);
    return new MaskResult.NotApplied(new Failure(reason, "simulated"));
  }

  private void stage(Decided decided, RunPlan plan, Object event, int partition) {
    RunProgress progress = decided.progress();
    world.trace().say(() -> "pruner takes %s: %s".formatted(event, decided));
    changed.put(progress.run(), progress);
    outputs.add(() -> world.ledger().decided(progress, plan instanceof RunPlan.Unreadable));
    outputs.add(() -> world.kafka().progress().append(partition, progress));
    for (Effect effect : decided.effects()) {
      outputs.add(
          switch (effect) {
            case Effect.Train train ->
                () -> world.kafka().segments().append(partition, train.segment());
            case Effect.Announce announce ->
                () -> world.kafka().checkpoints().append(partition, announce.checkpoint());
            case Effect.Tell tell ->
                () -> world.kafka().commands().append(tell.partition(), tell.command());
          });
    }
  }

  private void commit() {
    if (isFenced()) {
      world.trace().say(() -> "pruner is fenced and aborts");
      partitions.removeIf(partition -> !service.owns(this, partition));
      abort();
      return;
    }
    world.trace().say(() -> "pruner commits %s".formatted(changed.keySet()));
    outputs.forEach(Runnable::run);
    changed.values().forEach(recorded::record);
    commandsRead.forEach((partition, next) -> commandOffsets.commit(this, partition, next));
    checkpointsRead.forEach((partition, next) -> checkpointOffsets.commit(this, partition, next));
    abort();
  }

  private boolean isFenced() {
    return !commandsRead.keySet().stream().allMatch(partition -> service.owns(this, partition))
        || !checkpointsRead.keySet().stream().allMatch(partition -> service.owns(this, partition));
  }

  /** Forgets the transaction. */
  private void abort() {
    changed.clear();
    outputs.clear();
    commandsRead.clear();
    checkpointsRead.clear();
    records = 0;
  }

  private @Nullable RunProgress current(RunId run) {
    RunProgress staged = changed.get(run);
    return staged == null ? recorded.of(run) : staged;
  }
}

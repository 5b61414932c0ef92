package org.prunescope.system.simulation;

import static org.prunescope.system.simulation.Promises.require;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.RunCommand;
import org.prunescope.contract.event.RunCommand.RunForked;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.event.SegmentRequested;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.system.simulation.MetricsDatabase.Measured;

/** All that was ever said of runs, read back from Kafka: each is one chain of checkpoints. */
final class Histories {
  private final World world;
  private final Map<Measured, ArtifactRef> recorded = new HashMap<>();

  Histories(World world) {
    this.world = world;
  }

  void areSingleChains() {
    for (int partition = 0; partition < PlannedExperiment.PARTITIONS; partition++) {
      progressIsOneChain(partition);
      segmentsAreOneChain(partition);
      forksAreSingle(partition);
    }
  }

  /** The checkpoints that have counted. */
  Map<Measured, ArtifactRef> recorded() {
    return recorded;
  }

  private void progressIsOneChain(int partition) {
    Map<RunId, RunProgress> known = new HashMap<>();
    for (RunProgress now : world.kafka().progress().records(partition)) {
      RunProgress before = known.put(now.run(), now);
      if (before != null) {
        follows(before, now);
      }
      CheckpointRef last = before == null ? null : before.last();
      if (now.last() != null && !now.last().equals(last)) {
        require(
            isMadeFrom(now.last(), last == null ? now.fork() : last),
            "does not go on from what was before",
            now,
            before);
        recorded.put(
            new Measured(now.run(), now.attempt(), now.last().position()), now.last().artifact());
      }
    }
  }

  private static void follows(RunProgress before, RunProgress now) {
    require(now.attempt() >= before.attempt(), "an attempt comes after a later one", now, before);
    require(
        before.fork() == null || before.fork().equals(now.fork()),
        "forks again",
        before,
        now.fork());
    require(
        before.last() == null
            || (now.last() != null
                && (now.last().equals(before.last())
                    || now.last().position().isAfter(before.last().position()))),
        "is behind",
        now,
        before);
    if (now.attempt() == before.attempt() && before.state().hasEnded()) {
      require(
          now.state() == before.state() && Objects.equals(now.last(), before.last()),
          "had ended, and becomes",
          before,
          now);
    }
  }

  /** By one segment, or one mask, or a mask after a segment. */
  private boolean isMadeFrom(CheckpointRef last, @Nullable CheckpointRef before) {
    String input = before == null ? null : before.artifact().sha256();
    Network network = Objects.requireNonNull(world.artifacts().network(last.artifact().sha256()));
    if (Objects.equals(network.input(), input)) {
      return true;
    }
    Network trained = network.input() == null ? null : world.artifacts().network(network.input());
    return trained != null && Objects.equals(trained.input(), input);
  }

  private void segmentsAreOneChain(int partition) {
    Map<RunId, SegmentRequested> known = new HashMap<>();
    for (SegmentRequested now : world.kafka().segments().records(partition)) {
      SegmentRequested before = known.put(now.run(), now);
      require(
          before == null
              || now.attempt() > before.attempt()
              || (now.attempt() == before.attempt() && now.target().isAfter(before.target())),
          "is asked for again, or too late",
          now,
          before);
    }
  }

  private void forksAreSingle(int partition) {
    Map<RunId, CheckpointRef> known = new HashMap<>();
    for (RunCommand command : world.kafka().commands().records(partition)) {
      if (command instanceof RunForked forked) {
        CheckpointRef before = known.putIfAbsent(forked.run(), forked.from());
        require(before == null || before.equals(forked.from()), "forks twice", forked, before);
      }
    }
  }
}

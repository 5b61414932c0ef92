package org.prunescope.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.event.CheckpointEvent;
import org.prunescope.contract.event.CheckpointEvent.CheckpointPruned;
import org.prunescope.contract.event.CheckpointEvent.CheckpointSaved;
import org.prunescope.contract.event.CheckpointEvent.SegmentFailed;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.Failure;
import org.prunescope.contract.event.FailureReason;
import org.prunescope.contract.event.MeasurementEvent.MeasurementStored;
import org.prunescope.contract.event.NumericEnvironment;
import org.prunescope.contract.event.RunCommand;
import org.prunescope.contract.event.RunCommand.RunCancelled;
import org.prunescope.contract.event.RunCommand.RunRequested;
import org.prunescope.contract.event.RunCommand.RunResumed;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.event.RunState;
import org.prunescope.contract.event.SegmentRequested;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.plan.Fork;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.plan.Variant;
import org.prunescope.contract.position.Position;
import org.prunescope.gateway.algorithm.Retention;
import org.prunescope.gateway.algorithm.RunStanding;
import org.prunescope.pruner.decision.Decision;
import org.prunescope.pruner.decision.Effect;
import org.prunescope.pruner.decision.MaskResult;
import org.prunescope.pruner.decision.RunDecider;
import org.prunescope.pruner.decision.RunPlan;

/**
 * A whole experiment without brokers, files or networks: the real decisions of pruner and gateway,
 * and trainers, metrics and people who do their worst within what Kafka and at-least-once workers
 * may do. One seed, one life.
 */
final class SimulatedExperiment {
  private static final Failure FAILURE = new Failure(FailureReason.CRASHED, "it was killed");

  /** What happened in many lives. */
  static final class Tally {
    int deleted;
    int staleInputsMissed;
    int storedAgain;
  }

  private final Plan plan;
  private final ArtifactRef ref;
  private final List<RunId> runs;
  private final String name;
  private final Random random;
  private final Tally tally;
  private int trouble = 400;
  private int contents;

  // The artifact store.
  private final Set<String> stored = new HashSet<>();
  private final Set<String> announced = new HashSet<>();
  private final Set<String> deleted = new HashSet<>();

  // The pruner: what it has recorded, and what is under way to it.
  private final Map<RunId, RunProgress> progress = new HashMap<>();
  private final Map<RunId, Deque<RunCommand>> commands = new HashMap<>();
  private final List<CheckpointEvent> toPruner = new ArrayList<>();

  private final List<SegmentRequested> segments = new ArrayList<>();
  private final List<SegmentRequested> late = new ArrayList<>();
  private final List<CheckpointSaved> toBeAnnounced = new ArrayList<>();

  private final List<CheckpointEvent> toMetrics = new ArrayList<>();
  private final Set<MeasurementStored> measured = new HashSet<>();

  // The gateway.
  private final Map<RunId, Heard> heard = new HashMap<>();
  private final List<Said> progressToGateway = new ArrayList<>();
  private final List<CheckpointEvent> checkpointsToGateway = new ArrayList<>();
  private final List<MeasurementStored> measurementsToGateway = new ArrayList<>();
  private int offset;

  SimulatedExperiment(Plan plan, int seed, Tally tally) {
    this.plan = plan;
    this.ref = ArtifactRef.plan(plan.experiment(), plan.write());
    this.runs = plan.runs().stream().map(plan::id).toList();
    this.name = "schedule " + seed;
    this.random = new Random(seed);
    this.tally = tally;
    for (RunId run : runs) {
      heard.put(run, new Heard());
      commands.put(run, new ArrayDeque<>(List.of(new RunRequested(run, ref))));
    }
  }

  void live() {
    for (int step = 0; !isOver(); step++) {
      assertThat(step).as("%s comes to an end", name).isLessThan(200_000);
      switch (random.nextInt(10)) {
        case 0 -> command();
        case 1, 2 -> decide();
        case 3 -> train();
        case 4 -> announce();
        case 5 -> measure();
        case 6 -> hearProgress();
        case 7 -> hearCheckpoint();
        case 8 -> hearMeasurement();
        case 9 -> {
          sweep(anyRun());
          interfere();
        }
        default -> throw new AssertionError();
      }
    }
    runs.forEach(this::sweep);
  }

  /** Files that no event has told of are left too: an aborted mask's, if its run was cancelled. */
  void assertThatTheFinalsAreLeft() {
    Set<String> finals =
        runs.stream().map(run -> key(progress(run).last())).collect(Collectors.toSet());
    Set<String> left = new HashSet<>(stored);
    left.retainAll(announced);
    assertThat(left).as(name).isEqualTo(finals);
  }

  private boolean isOver() {
    return trouble == 0
        && segments.isEmpty()
        && late.isEmpty()
        && toBeAnnounced.isEmpty()
        && toPruner.isEmpty()
        && toMetrics.isEmpty()
        && progressToGateway.isEmpty()
        && checkpointsToGateway.isEmpty()
        && measurementsToGateway.isEmpty()
        && commands.values().stream().allMatch(Deque::isEmpty)
        && runs.stream().allMatch(run -> progress(run).state() == RunState.TRAINED);
  }

  // The pruner.

  private void command() {
    RunId run = anyRun();
    RunCommand command = commandsOf(run).poll();
    if (command != null) {
      apply(RunDecider.decide(plan(run), progress.get(run), command), run);
    }
  }

  private void decide() {
    CheckpointEvent event = any(toPruner, isTroubled());
    if (event != null) {
      apply(RunDecider.decide(plan(event.run()), progress.get(event.run()), event), event.run());
    }
  }

  private void apply(Decision decision, RunId run) {
    switch (decision) {
      case Decision.Ignored nothing -> {}
      case Decision.Decided decided -> record(decided, run);
      case Decision.MaskDue due -> {
        assertStored(due.trained(), "to be pruned for " + run);
        if (isTroubled() && random.nextBoolean()) {
          record(RunDecider.afterMask(due, new MaskResult.NotApplied(FAILURE)), run);
        } else {
          CheckpointRef pruned = put(run, due.progress().attempt(), due.mask().at(), false);
          record(RunDecider.afterMask(due, new MaskResult.Applied(pruned, 0.5)), run);
        }
      }
    }
  }

  private void record(Decision.Decided decided, RunId run) {
    progress.put(run, decided.progress());
    progressToGateway.add(new Said(decided.progress(), offset++));
    for (Effect effect : decided.effects()) {
      switch (effect) {
        case Effect.Train train -> segments.add(train.segment());
        case Effect.Announce pruned -> publish(pruned.checkpoint());
        case Effect.Tell tell -> commandsOf(tell.command().run()).add(tell.command());
      }
    }
  }

  // Trainers.

  private void train() {
    SegmentRequested segment = any(random.nextInt(10) == 0 ? late : segments, false);
    if (segment == null) {
      return;
    }
    if (isTroubled()) {
      late.add(segment); // Some other trainer has it too, and is slow.
    }
    boolean isCurrent =
        progress(segment.run()).attempt() == segment.attempt()
            && segment.target().equals(progress(segment.run()).outstanding());
    if (isCurrent && segment.input() != null) {
      assertStored(segment.input(), "to train " + segment.run());
    }
    boolean isReadable = segment.input() == null || stored.contains(key(segment.input()));
    if (!isReadable) {
      tally.staleInputsMissed++;
    }
    if (!isReadable || (isTroubled() && random.nextInt(4) == 0)) {
      publish(new SegmentFailed(segment.run(), ref, segment.attempt(), segment.target(), FAILURE));
    } else {
      CheckpointRef trained = put(segment.run(), segment.attempt(), segment.target(), isTroubled());
      toBeAnnounced.add(
          new CheckpointSaved(
              segment.run(),
              ref,
              segment.attempt(),
              trained,
              new NumericEnvironment("cpu", "avx2", "simulated", 1),
              1,
              1));
    }
  }

  private void announce() {
    CheckpointSaved saved = any(toBeAnnounced, isTroubled());
    if (saved != null) {
      // A trainer that says it again after a restart has stored it again.
      stored.add(key(saved.checkpoint()));
      publish(saved);
    }
  }

  private void publish(CheckpointEvent event) {
    CheckpointRef checkpoint = checkpoint(event);
    if (checkpoint != null) {
      announced.add(key(checkpoint));
    }
    toPruner.add(event);
    toMetrics.add(event);
    checkpointsToGateway.add(event);
  }

  // Metrics.

  private void measure() {
    CheckpointEvent event = any(toMetrics, isTroubled());
    CheckpointRef checkpoint = event == null ? null : checkpoint(event);
    if (event == null || checkpoint == null) {
      return;
    }
    if (plan.variant(event.run().variant()).measured().contains(checkpoint.position())) {
      MeasurementStored answer =
          new MeasurementStored(event.run(), event.attempt(), checkpoint.position());
      if (measured.add(answer)) {
        assertStored(checkpoint, "to be measured");
      }
      measurementsToGateway.add(answer);
    }
  }

  // The gateway.

  private void hearProgress() {
    Said said = any(progressToGateway, isTroubled());
    if (said != null) {
      Heard run = heard(said.progress().run());
      CheckpointRef last = said.progress().last();
      RunStanding standing =
          new RunStanding(
              said.progress().attempt(), last == null ? null : last.position(), said.offset());
      if (standing.isAfter(run.standing)) {
        run.standing = standing;
        run.hasEnded = said.progress().state().hasEnded();
        run.last = last == null ? null : new Retention.Place(last.position(), key(last));
        CheckpointRef fork = said.progress().fork();
        run.fork = fork == null ? null : key(fork);
      }
    }
  }

  private void hearCheckpoint() {
    CheckpointEvent event = any(checkpointsToGateway, isTroubled());
    CheckpointRef checkpoint = event == null ? null : checkpoint(event);
    if (event != null && checkpoint != null) {
      heard(event.run())
          .stored
          .put(
              key(checkpoint),
              new Retention.Stored(checkpoint.artifact(), event.attempt(), checkpoint.position()));
    }
  }

  private void hearMeasurement() {
    MeasurementStored done = any(measurementsToGateway, isTroubled());
    if (done != null) {
      heard(done.run()).measured.add(new Retention.Attempt(done.attempt(), done.position()));
    }
  }

  private void sweep(RunId run) {
    Heard known = heard(run);
    Variant variant = plan.variant(run.variant());
    List<Retention.Branch> branches = new ArrayList<>();
    for (Variant branch : plan.branches(run.variant())) {
      Fork fork = Objects.requireNonNull(branch.fork());
      Heard there = heard(new RunId(run.experiment(), branch.id(), run.seed()));
      branches.add(new Retention.Branch(fork.at(), there.fork, there.last != null));
    }
    for (Retention.Stored needless :
        Retention.notNeeded(
            List.copyOf(known.stored.values()),
            new Retention.Known(
                known.standing.attempt(),
                known.hasEnded,
                known.last,
                Set.copyOf(variant.measured()),
                known.measured,
                branches))) {
      String key = needless.artifact().key();
      stored.remove(key);
      known.stored.remove(key);
      deleted.add(key);
      tally.deleted++;
    }
  }

  /** People cancel, and resume whatever has stopped. */
  private void interfere() {
    RunId run = anyRun();
    RunProgress current = progress.get(run);
    if (current != null
        && (current.state() == RunState.FAILED || current.state() == RunState.CANCELLED)) {
      commandsOf(run).add(new RunResumed(run, ref, current.attempt() + 1));
    } else if (current != null && isTroubled()) {
      commandsOf(run)
          .add(
              random.nextBoolean()
                  ? new RunCancelled(run, ref, current.attempt())
                  : new RunResumed(run, ref, current.attempt() + 1));
    }
  }

  // The rest.

  private CheckpointRef put(RunId run, int attempt, Position position, boolean isOther) {
    byte[] content = (isOther ? "content " + contents++ : "content").getBytes(UTF_8);
    ArtifactRef artifact = ArtifactRef.checkpoint(run, attempt, position, content);
    if (stored.add(artifact.key()) && deleted.contains(artifact.key())) {
      tally.storedAgain++;
    }
    return new CheckpointRef(position, artifact);
  }

  private void assertStored(CheckpointRef checkpoint, String purpose) {
    assertThat(stored).as("%s: %s", name, purpose).contains(key(checkpoint));
  }

  /** One of these, which stays under way where it is to come again. */
  private <T> @Nullable T any(List<T> underWay, boolean again) {
    if (underWay.isEmpty()) {
      return null;
    }
    int index = random.nextInt(underWay.size());
    return again ? underWay.get(index) : underWay.remove(index);
  }

  private boolean isTroubled() {
    return trouble > 0 && random.nextInt(5) == 0 && trouble-- > 0;
  }

  private RunId anyRun() {
    return runs.get(random.nextInt(runs.size()));
  }

  private Heard heard(RunId run) {
    return Objects.requireNonNull(heard.get(run));
  }

  private Deque<RunCommand> commandsOf(RunId run) {
    return Objects.requireNonNull(commands.get(run));
  }

  private RunProgress progress(RunId run) {
    RunProgress known = progress.get(run);
    return known == null ? RunProgress.requested(run, ref) : known;
  }

  private RunPlan plan(RunId run) {
    return RunPlan.of(plan, ref, run).orElseThrow();
  }

  private static @Nullable CheckpointRef checkpoint(CheckpointEvent event) {
    return switch (event) {
      case CheckpointSaved saved -> saved.checkpoint();
      case CheckpointPruned pruned -> pruned.checkpoint();
      case SegmentFailed failed -> null;
    };
  }

  private static String key(@Nullable CheckpointRef checkpoint) {
    return Objects.requireNonNull(checkpoint).artifact().key();
  }

  /** What the gateway has heard of one run. */
  private static final class Heard {
    private RunStanding standing = RunStanding.UNKNOWN;
    private boolean hasEnded;
    private Retention.@Nullable Place last;
    private @Nullable String fork;
    private final Set<Retention.Attempt> measured = new HashSet<>();
    private final Map<String, Retention.Stored> stored = new HashMap<>();
  }

  private record Said(RunProgress progress, int offset) {}
}

package org.prunescope.pruner.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.event.CheckpointEvent;
import org.prunescope.contract.event.CheckpointEvent.CheckpointSaved;
import org.prunescope.contract.event.CheckpointEvent.SegmentFailed;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.Failure;
import org.prunescope.contract.event.FailureReason;
import org.prunescope.contract.event.NumericEnvironment;
import org.prunescope.contract.event.RunCommand;
import org.prunescope.contract.event.RunCommand.RunCancelled;
import org.prunescope.contract.event.RunCommand.RunForked;
import org.prunescope.contract.event.RunCommand.RunRequested;
import org.prunescope.contract.event.RunCommand.RunResumed;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.event.RunState;
import org.prunescope.contract.event.SegmentRequested;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.plan.Variant;
import org.prunescope.contract.position.Position;
import org.prunescope.contract.position.Stage;
import org.prunescope.pruner.Plans;

/**
 * Runs whole plans through the decider while everything around it misbehaves, within what Kafka and
 * at-least-once workers may do: checkpoints come in any order, late, twice, with other bytes, from
 * earlier attempts; segments fail; people cancel and resume; commands are delivered again.
 */
class OneChainTest {
  private static final int SCHEDULES = 1_200;
  private static final Plan PLAN = Plans.plan(2, 3);
  private static final ArtifactRef REF = Plans.ref(PLAN);
  private static final List<RunId> RUNS = PLAN.runs().stream().map(PLAN::id).toList();
  private static final Failure FAILURE = new Failure(FailureReason.CRASHED, "it was killed");

  @Test
  void everyOrderOfEventsGivesExactlyOneChain() {
    Map<Decision.Reason, Integer> ignored = new EnumMap<>(Decision.Reason.class);
    for (int seed = 0; seed < SCHEDULES; seed++) {
      World world = new World(seed, ignored);
      world.live();
      world.assertWhole();
    }
    // The schedules were as bad as they claim to be.
    assertThat(ignored.get(Decision.Reason.NOT_OUTSTANDING)).isGreaterThan(10 * SCHEDULES);
    assertThat(ignored.get(Decision.Reason.OTHER_ATTEMPT)).isGreaterThan(SCHEDULES);
    assertThat(ignored.get(Decision.Reason.ALREADY_DECIDED)).isGreaterThan(SCHEDULES);
    assertThat(ignored.get(Decision.Reason.UNKNOWN_RUN)).isNull();
  }

  @Test
  void anUndisturbedPlanTakesEverySegmentOnce() {
    World world = new World(0, new EnumMap<>(Decision.Reason.class));
    world.trouble = 0;
    world.live();
    world.assertWhole();

    long segments = PLAN.variants().stream().mapToLong(v -> v.segmentEnds().size()).sum();
    assertThat(world.requested).hasSize((int) segments * 2);
  }

  private record Requested(RunId run, int attempt, Position target) {}

  /** The pruner's state, its inputs under way, and the trainers. */
  private static final class World {
    private final String name;
    private final Random random;
    private final Map<Decision.Reason, Integer> ignored;
    private final Map<RunId, RunProgress> progress = new TreeMap<>(World::byText);
    private final Map<RunId, Deque<RunCommand>> commands = new HashMap<>();
    private final List<CheckpointEvent> underWay = new ArrayList<>();
    private final List<SegmentRequested> segments = new ArrayList<>();
    private final List<RunCommand> sentByGateway = new ArrayList<>();
    private final List<RunId> notYetRequested = new ArrayList<>(RUNS);

    private final Set<Requested> requested = new HashSet<>();
    private final Set<Requested> counted = new HashSet<>();
    private final Map<RunId, List<CheckpointRef>> chains = new HashMap<>();
    private final Map<RunId, Integer> forks = new HashMap<>();
    private final Set<String> ends = new HashSet<>();
    private int trouble = 300;
    private int contents;

    World(int seed, Map<Decision.Reason, Integer> ignored) {
      this.name = "schedule " + seed;
      this.random = new Random(seed);
      this.ignored = ignored;
      RUNS.forEach(run -> commands.put(run, new ArrayDeque<>()));
    }

    void live() {
      for (int step = 0; !isOver(); step++) {
        assertThat(step).as(name + " comes to an end").isLessThan(100_000);
        switch (random.nextInt(5)) {
          case 0 -> request();
          case 1 -> deliverCommand();
          case 2 -> deliverCheckpoint();
          case 3 -> train();
          case 4 -> interfere();
          default -> throw new AssertionError();
        }
      }
    }

    void assertWhole() {
      for (RunId run : RUNS) {
        Variant variant = PLAN.variant(run.variant());
        List<Position> recorded =
            chains.getOrDefault(run, List.of()).stream().map(CheckpointRef::position).toList();
        List<Position> expected =
            Plans.chain(variant).stream()
                .filter(at -> at.stage() == Stage.PRUNED || variant.maskAfter(at).isEmpty())
                .toList();
        assertThat(recorded).as("%s: chain of %s", name, run).isEqualTo(expected);
        assertThat(forks.getOrDefault(run, 0))
            .as("%s: forks of %s", name, run)
            .isEqualTo(variant.fork() == null ? 0 : 1);
        if (variant.fork() != null) {
          RunId trunk = Plans.run(variant.fork().trunk(), run.seed());
          assertThat(chains.getOrDefault(trunk, List.of())).contains(known(run).fork());
        }
      }
    }

    private boolean isOver() {
      return notYetRequested.isEmpty()
          && segments.isEmpty()
          && underWay.isEmpty()
          && commands.values().stream().allMatch(Deque::isEmpty)
          && RUNS.stream().allMatch(run -> known(run).state() == RunState.TRAINED);
    }

    private void request() {
      if (!notYetRequested.isEmpty()) {
        RunId run = notYetRequested.remove(random.nextInt(notYetRequested.size()));
        fromGateway(new RunRequested(run, REF));
      }
    }

    /** The commands of one run come in the order in which they were written. */
    private void deliverCommand() {
      RunId run = RUNS.get(random.nextInt(RUNS.size()));
      RunCommand command = commands.getOrDefault(run, new ArrayDeque<>()).poll();
      if (command != null) {
        apply(RunDecider.decide(plan(run), progress.get(run), command), run);
        if (command instanceof RunForked && isTroubled()) {
          commands.getOrDefault(run, new ArrayDeque<>()).add(command);
        }
      }
    }

    /** Checkpoints come in any order and any number of times. */
    private void deliverCheckpoint() {
      if (!underWay.isEmpty()) {
        int index = random.nextInt(underWay.size());
        CheckpointEvent event = underWay.get(index);
        if (!isTroubled()) {
          underWay.remove(index);
        }
        RunProgress before = progress.get(event.run());
        Decision decision = RunDecider.decide(plan(event.run()), before, event);
        if (!(decision instanceof Decision.Ignored)) {
          assertCounts(event, before);
        }
        apply(decision, event.run());
      }
    }

    private void assertCounts(CheckpointEvent event, @Nullable RunProgress before) {
      Objects.requireNonNull(before);
      assertThat(event.attempt())
          .as("%s: %s is of the current attempt", name, event)
          .isEqualTo(before.attempt());
      Position target =
          switch (event) {
            case CheckpointSaved saved -> saved.checkpoint().position();
            case SegmentFailed failed -> failed.target();
            case CheckpointEvent.CheckpointPruned pruned -> pruned.checkpoint().position();
          };
      assertThat(counted.add(new Requested(event.run(), event.attempt(), target)))
          .as("%s: only the first answer counts, not %s", name, event)
          .isTrue();
    }

    /** Two trainers may both train a segment, with unequal bytes, or one of them may fail. */
    private void train() {
      if (!segments.isEmpty()) {
        int index = random.nextInt(segments.size());
        SegmentRequested segment = isTroubled() ? segments.get(index) : segments.remove(index);
        underWay.add(
            isTroubled() && random.nextInt(4) == 0
                ? new SegmentFailed(
                    segment.run(), REF, segment.attempt(), segment.target(), FAILURE)
                : new CheckpointSaved(
                    segment.run(),
                    REF,
                    segment.attempt(),
                    checkpoint(segment.run(), segment.attempt(), segment.target()),
                    new NumericEnvironment("cpu", "avx2", "fake", 1),
                    1,
                    1));
      }
    }

    /** People and the watchdog: cancel, resume, and everything they said again. */
    private void interfere() {
      RunId run = RUNS.get(random.nextInt(RUNS.size()));
      RunProgress current = progress.get(run);
      if (current != null
          && (current.state() == RunState.FAILED || current.state() == RunState.CANCELLED)) {
        fromGateway(new RunResumed(run, REF, current.attempt() + 1));
      } else if (isTroubled()) {
        int attempt = current == null ? 1 : current.attempt();
        switch (random.nextInt(8)) {
          case 0 -> fromGateway(new RunCancelled(run, REF, attempt));
          case 1 -> fromGateway(new RunResumed(run, REF, attempt + 1));
          default -> sendAgain();
        }
      }
    }

    private void sendAgain() {
      if (!sentByGateway.isEmpty()) {
        RunCommand command = sentByGateway.get(random.nextInt(sentByGateway.size()));
        commands.getOrDefault(command.run(), new ArrayDeque<>()).add(command);
      }
    }

    private void fromGateway(RunCommand command) {
      sentByGateway.add(command);
      commands.getOrDefault(command.run(), new ArrayDeque<>()).add(command);
    }

    private boolean isTroubled() {
      return trouble > 0 && random.nextInt(3) == 0 && trouble-- > 0;
    }

    private void apply(Decision decision, RunId run) {
      switch (decision) {
        case Decision.Ignored nothing -> ignored.merge(nothing.reason(), 1, Integer::sum);
        case Decision.Decided decided -> record(decided, run);
        case Decision.MaskDue due -> {
          MaskResult result =
              isTroubled() && random.nextInt(4) == 0
                  ? new MaskResult.NotApplied(FAILURE)
                  : new MaskResult.Applied(
                      checkpoint(run, due.progress().attempt(), due.mask().at()),
                      due.mask().sparsity());
          record(RunDecider.afterMask(due, result), run);
        }
      }
    }

    private void record(Decision.Decided decided, RunId run) {
      RunProgress before = progress.get(run);
      RunProgress after = decided.progress();
      assertThat(after.run()).isEqualTo(run);
      assertThat(after.outstanding() != null)
          .as("%s: only a run in training has an outstanding segment: %s", name, after)
          .isEqualTo(after.state() == RunState.TRAINING);
      progress.put(run, after);
      if (after.last() != null && (before == null || !after.last().equals(before.last()))) {
        chains.computeIfAbsent(run, any -> new ArrayList<>()).add(after.last());
      }
      if (hasEnded(after) && (before == null || !hasEnded(before) || isNewAttempt(before, after))) {
        assertThat(ends.add(run + "/" + after.attempt()))
            .as("%s: attempt %d of %s ends once", name, after.attempt(), run)
            .isTrue();
      }
      for (Effect effect : decided.effects()) {
        switch (effect) {
          case Effect.Train train -> request(train.segment(), after);
          case Effect.Announce announced ->
              assertThat(announced.checkpoint().checkpoint()).isEqualTo(after.last());
          case Effect.Tell tell -> {
            RunId branch = tell.command().run();
            assertThat(tell.partition()).isEqualTo(PLAN.partition(branch));
            commands.getOrDefault(branch, new ArrayDeque<>()).add(tell.command());
            if (tell.command() instanceof RunForked) {
              forks.merge(branch, 1, Integer::sum);
            }
          }
        }
      }
    }

    private void request(SegmentRequested segment, RunProgress after) {
      assertThat(requested.add(new Requested(segment.run(), segment.attempt(), segment.target())))
          .as("%s: %s is requested once", name, segment)
          .isTrue();
      assertThat(segment.target()).isEqualTo(after.outstanding());
      assertThat(segment.attempt()).isEqualTo(after.attempt());
      assertThat(segment.input()).isEqualTo(after.last() == null ? after.fork() : after.last());
      segments.add(segment);
    }

    private RunProgress known(RunId run) {
      RunProgress known = progress.get(run);
      return known == null ? RunProgress.requested(run, REF) : known;
    }

    private CheckpointRef checkpoint(RunId run, int attempt, Position position) {
      byte[] content = ("content " + contents++).getBytes(StandardCharsets.UTF_8);
      return new CheckpointRef(position, ArtifactRef.checkpoint(run, attempt, position, content));
    }

    private static boolean isNewAttempt(@Nullable RunProgress before, RunProgress after) {
      return before == null || before.attempt() != after.attempt();
    }

    private static boolean hasEnded(RunProgress progress) {
      return switch (progress.state()) {
        case TRAINED, FAILED, CANCELLED -> true;
        default -> false;
      };
    }

    private static RunPlan plan(RunId run) {
      return RunPlan.of(PLAN, REF, run).orElseThrow();
    }

    private static int byText(RunId one, RunId other) {
      return one.text().compareTo(other.text());
    }
  }
}

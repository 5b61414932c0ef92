package org.prunescope.pruner.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.artifact.ArtifactStore;
import org.prunescope.contract.artifact.FolderArtifactStore;
import org.prunescope.contract.event.CheckpointEvent.CheckpointSaved;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.RunCommand;
import org.prunescope.contract.event.RunCommand.RunCancelled;
import org.prunescope.contract.event.RunCommand.RunRequested;
import org.prunescope.contract.event.RunCommand.RunResumed;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.event.RunState;
import org.prunescope.contract.event.SegmentRequested;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.json.Json;
import org.prunescope.contract.plan.Fork;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.position.Position;
import org.prunescope.contract.topic.Topics;
import org.prunescope.pruner.AdvanceRun;
import org.prunescope.pruner.FakeTrainer;
import org.prunescope.pruner.Plans;
import org.prunescope.pruner.PruneCheckpoint;
import org.prunescope.pruner.storage.PlanCache;
import org.prunescope.pruner.storage.StoredCheckpoints;
import org.prunescope.service.Patience;
import org.prunescope.service.trace.RecordTraces;

/**
 * With every topic empty, resumed runs go on from what the gateway knows, to the same networks; and
 * those that were taken for lost without being so do no worse.
 */
class LostTopicsTest {
  private static final Plan PLAN = Plans.plan(1, 1);
  private static final ArtifactRef REF = Plans.ref(PLAN);
  private static final RunId TRUNK = Plans.run(Plans.DENSE, 0);

  @TempDir Path folder;

  private ArtifactStore store;
  private FakeTrainer trainer;

  @BeforeEach
  void store() throws IOException {
    store = new FolderArtifactStore(folder);
    store.put(REF, PLAN.write());
    trainer = new FakeTrainer(store, PLAN);
  }

  /** Cut off after every number of segments; what the gateway has heard lags by a record or two. */
  @Test
  void everyRunGoesOnFromItsLastRecordedCheckpoint() throws Exception {
    Map<RunId, String> undisturbed;
    int all;
    try (Kafka whole = new Kafka()) {
      whole.requestAll();
      all = whole.train(Integer.MAX_VALUE);
      undisturbed = finals(whole.progress(0));
    }
    assertThat(undisturbed).hasSize(PLAN.runs().size());

    for (int segments = 0; segments <= all; segments++) {
      Map<RunId, RunProgress> known;
      Map<String, CheckpointRef> announced;
      try (Kafka lost = new Kafka()) {
        lost.requestAll();
        lost.train(segments);
        known = lost.progress(segments);
        announced = lost.announced;
      }
      try (Kafka empty = new Kafka()) {
        resume(empty, known, announced);
        empty.train(Integer.MAX_VALUE);

        Map<RunId, RunProgress> ends = new HashMap<>(known);
        ends.putAll(empty.progress(0));
        assertThat(finals(ends)).as("lost after %d segments", segments).isEqualTo(undisturbed);
        assertThat(empty.answered)
            .as("nothing that is recorded of a resumed run is trained again")
            .allSatisfy(
                (run, first) -> {
                  RunProgress recorded = known(known, run);
                  CheckpointRef last = recorded.last();
                  // One that had ended forks again where the gateway has heard less of its trunk.
                  assertThat(
                          recorded.state() == RunState.TRAINED
                              || last == null
                              || first.isAfter(last.position()))
                      .isTrue();
                });
      }
    }
  }

  /** Whatever is in work at the time is answered twice, and counts once. */
  @Test
  void reDrivingWhatWasNotLostCostsASegmentAndChangesNothing() throws Exception {
    Map<RunId, String> undisturbed;
    int all;
    try (Kafka kafka = new Kafka()) {
      kafka.requestAll();
      all = kafka.train(Integer.MAX_VALUE);
      undisturbed = finals(kafka.progress(0));
    }

    for (int segments = 0; segments < all; segments++) {
      try (Kafka kafka = new Kafka()) {
        kafka.requestAll();
        kafka.train(segments);
        Map<RunId, RunProgress> known = kafka.progress(0);
        resume(kafka, known, kafka.announced);
        int more = kafka.train(Integer.MAX_VALUE);

        Map<RunId, RunProgress> ends = new HashMap<>(known);
        ends.putAll(kafka.progress(0));
        assertThat(finals(ends)).as("after %d segments", segments).isEqualTo(undisturbed);
        long inWork =
            known.values().stream().filter(run -> run.state() == RunState.TRAINING).count();
        assertThat(segments + more).isEqualTo(all + (int) inWork);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRunIsCancelledWhereItStandsAndResumedFromThere(boolean isLost) throws Exception {
    try (Kafka kafka = new Kafka();
        Kafka empty = new Kafka()) {
      kafka.requestAll();
      kafka.train(2);
      RunProgress before = known(kafka.progress(0), TRUNK);
      assertThat(before.last()).isNotNull();

      Kafka after = isLost ? empty : kafka;
      after.command(new RunCancelled(TRUNK, REF, 1, before.last(), before.fork()));
      RunProgress cancelled = known(after.progress(0), TRUNK);
      after.command(new RunResumed(TRUNK, REF, 2, before.last(), before.fork()));

      assertThat(cancelled.state()).isEqualTo(RunState.CANCELLED);
      assertThat(cancelled.last()).isEqualTo(before.last());
      assertThat(known(after.progress(0), TRUNK))
          .isEqualTo(
              before.withAttempt(2).withState(RunState.TRAINING, before.outstanding(), null));
    }
  }

  /** The gateway says what was asked of a branch that its trunk's re-driving has forked. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aBranchThatForkedWithoutItsPastStandsAsItDidOnceThePrunerIsReminded(boolean isCancelled)
      throws Exception {
    RunId branch = Plans.run(Plans.GRADUAL, 0);
    try (Kafka whole = new Kafka();
        Kafka empty = new Kafka()) {
      whole.requestAll();
      whole.train(Integer.MAX_VALUE);
      empty.command(new RunResumed(TRUNK, REF, 2));
      empty.train(2);
      RunProgress forked = known(empty.progress(0), branch);
      assertThat(forked.attempt()).isEqualTo(1);
      assertThat(forked.state()).isEqualTo(RunState.TRAINING);

      empty.command(
          isCancelled ? new RunCancelled(branch, REF, 2) : new RunResumed(branch, REF, 3));
      empty.train(Integer.MAX_VALUE);

      RunProgress end = known(empty.progress(0), branch);
      if (isCancelled) {
        assertThat(end).isEqualTo(forked.withAttempt(2).withState(RunState.CANCELLED, null, null));
      } else {
        assertThat(end.attempt()).isEqualTo(3);
        assertThat(finals(Map.of(branch, end)))
            .containsEntry(branch, finals(whole.progress(0)).get(branch));
      }
    }
  }

  /**
   * Like the gateway: whatever has not ended, a branch from its trunk's checkpoint if it passed.
   */
  private static void resume(
      Kafka kafka, Map<RunId, RunProgress> known, Map<String, CheckpointRef> announced) {
    for (RunId run : PLAN.runs().stream().map(PLAN::id).toList()) {
      RunProgress progress = known(known, run);
      if (progress.state() != RunState.TRAINED) {
        CheckpointRef fork =
            progress.fork() == null ? passedFork(run, known, announced) : progress.fork();
        kafka.command(new RunResumed(run, REF, progress.attempt() + 1, progress.last(), fork));
      }
    }
  }

  private static @Nullable CheckpointRef passedFork(
      RunId run, Map<RunId, RunProgress> known, Map<String, CheckpointRef> announced) {
    Fork fork = PLAN.variant(run.variant()).fork();
    if (fork == null) {
      return null;
    }
    RunId trunk = Plans.run(fork.trunk(), run.seed());
    CheckpointRef last = known(known, trunk).last();
    boolean isPassed = last != null && !fork.at().isAfter(last.position());
    return isPassed ? announced.get(trunk + "@" + fork.at()) : null;
  }

  private static RunProgress known(Map<RunId, RunProgress> known, RunId run) {
    return known.getOrDefault(run, RunProgress.requested(run, REF));
  }

  private static Map<RunId, String> finals(Map<RunId, RunProgress> progress) {
    Map<RunId, String> finals = new HashMap<>();
    progress.forEach(
        (run, end) -> {
          assertThat(end.state()).as("%s", end).isEqualTo(RunState.TRAINED);
          finals.put(run, Objects.requireNonNull(end.last()).artifact().sha256());
        });
    return finals;
  }

  /** A pruner with empty topics, and one trainer. */
  private final class Kafka implements AutoCloseable {
    private final TopologyTestDriver driver;
    private final TestInputTopic<String, byte[]> commands;
    private final TestInputTopic<String, byte[]> checkpoints;
    private final TestOutputTopic<String, byte[]> segments;
    private final TestOutputTopic<String, byte[]> progress;

    /** What was trained, by run and position. */
    private final Map<String, CheckpointRef> announced = new HashMap<>();

    /** The first target of every run. */
    private final Map<RunId, Position> answered = new HashMap<>();

    Kafka() {
      PlanCache plans = new PlanCache(store);
      AdvanceRun advanceRun =
          new AdvanceRun(
              plans,
              new PruneCheckpoint(store, plans),
              new StoredCheckpoints(store),
              new Patience(Duration.ofMillis(1), Duration.ofMillis(1), 3));
      driver =
          new TopologyTestDriver(
              PrunerTopology.topology(advanceRun, new SimpleMeterRegistry(), RecordTraces.none()),
              PrunerTopology.settings("nowhere:9092", 1));
      commands = input(Topics.RUN_COMMANDS);
      checkpoints = input(Topics.CHECKPOINTS);
      segments = output(Topics.TRAINING_SEGMENTS);
      progress = output(Topics.RUN_PROGRESS);
    }

    void requestAll() {
      PLAN.runs().stream().map(PLAN::id).forEach(run -> command(new RunRequested(run, REF)));
    }

    void command(RunCommand command) {
      commands.pipeInput(command.run().text(), Json.writeEvent(command));
    }

    /** Answers so many segments at most; returns how many there were. */
    int train(int most) throws Exception {
      int trained = 0;
      while (trained < most && !segments.isEmpty()) {
        SegmentRequested segment = Json.read(segments.readValue(), SegmentRequested.class);
        CheckpointSaved saved = trainer.train(segment);
        answered.putIfAbsent(segment.run(), segment.target());
        announced.put(segment.run() + "@" + segment.target(), saved.checkpoint());
        checkpoints.pipeInput(saved.run().text(), Json.writeEvent(saved));
        trained++;
      }
      return trained;
    }

    /**
     * The newest progress of each run.
     *
     * @param lag seed of how many of the newest records of each run are not heard of; 0 for none
     */
    Map<RunId, RunProgress> progress(int lag) {
      Random random = new Random(lag);
      Map<RunId, RunProgress> newest = new TreeMap<>((a, b) -> a.text().compareTo(b.text()));
      Map<String, Integer> left = new HashMap<>();
      Map<String, Integer> records = new HashMap<>();
      var all = progress.readRecordsToList();
      all.forEach(record -> records.merge(record.key(), 1, Integer::sum));
      records.forEach(
          (run, count) -> left.put(run, lag == 0 ? count : count - random.nextInt(count + 1) / 2));
      for (TestRecord<String, byte[]> record : all) {
        if (left.merge(record.key(), -1, Integer::sum) >= 0) {
          newest.put(RunId.parse(record.key()), Json.read(record.value(), RunProgress.class));
        }
      }
      return newest;
    }

    @Override
    public void close() {
      driver.close();
    }

    private TestInputTopic<String, byte[]> input(String topic) {
      return driver.createInputTopic(topic, new StringSerializer(), new ByteArraySerializer());
    }

    private TestOutputTopic<String, byte[]> output(String topic) {
      return driver.createOutputTopic(topic, new StringDeserializer(), new ByteArrayDeserializer());
    }
  }
}

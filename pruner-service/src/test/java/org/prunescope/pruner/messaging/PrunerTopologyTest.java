package org.prunescope.pruner.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.artifact.ArtifactStore;
import org.prunescope.contract.artifact.ArtifactUnreadableException;
import org.prunescope.contract.artifact.FolderArtifactStore;
import org.prunescope.contract.checkpoint.CheckpointFormat;
import org.prunescope.contract.checkpoint.Safetensors;
import org.prunescope.contract.checkpoint.Safetensors.Content;
import org.prunescope.contract.checkpoint.Tensor;
import org.prunescope.contract.event.CheckpointEvent;
import org.prunescope.contract.event.CheckpointEvent.CheckpointPruned;
import org.prunescope.contract.event.CheckpointEvent.CheckpointSaved;
import org.prunescope.contract.event.CheckpointEvent.SegmentFailed;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.Failure;
import org.prunescope.contract.event.FailureReason;
import org.prunescope.contract.event.RunCommand.RunRequested;
import org.prunescope.contract.event.RunCommand.RunResumed;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.event.RunState;
import org.prunescope.contract.event.SegmentRequested;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.experiment.VariantId;
import org.prunescope.contract.json.Json;
import org.prunescope.contract.network.ParameterSpec;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.position.Position;
import org.prunescope.contract.topic.DeadLetterHeaders;
import org.prunescope.contract.topic.Topics;
import org.prunescope.pruner.AdvanceRun;
import org.prunescope.pruner.FakeTrainer;
import org.prunescope.pruner.Plans;
import org.prunescope.pruner.PruneCheckpoint;
import org.prunescope.pruner.storage.PlanCache;
import org.prunescope.pruner.storage.StoredCheckpoints;
import org.prunescope.service.Patience;
import org.prunescope.service.trace.RecordTraces;

class PrunerTopologyTest {
  private static final Plan PLAN = Plans.plan(2, 1);
  private static final ArtifactRef REF = Plans.ref(PLAN);
  private static final RunId TRUNK = Plans.run(Plans.DENSE, 0);
  private static final RunId GRADUAL = Plans.run(Plans.GRADUAL, 0);
  private static final long ENCODER = weights("encoder.");
  private static final long CLASSIFIER = weights("fc.");
  private static final long ALL = ENCODER + CLASSIFIER;

  @TempDir Path folder;

  private TroubledStore store;
  private FakeTrainer trainer;
  private TopologyTestDriver driver;
  private TestInputTopic<String, byte[]> commands;
  private TestInputTopic<String, byte[]> checkpoints;
  private TestOutputTopic<String, byte[]> segments;
  private TestOutputTopic<String, byte[]> announced;
  private TestOutputTopic<String, byte[]> progress;
  private TestOutputTopic<String, byte[]> deadLetters;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @BeforeEach
  void start() throws IOException {
    store = new TroubledStore(new FolderArtifactStore(folder));
    store.put(REF, PLAN.write());
    trainer = new FakeTrainer(store, PLAN);
    PlanCache plans = new PlanCache(store);
    AdvanceRun advanceRun =
        new AdvanceRun(
            plans,
            new PruneCheckpoint(store, plans),
            new StoredCheckpoints(store),
            new Patience(Duration.ofMillis(1), Duration.ofMillis(1), 3));
    driver =
        new TopologyTestDriver(
            PrunerTopology.topology(advanceRun, meters, RecordTraces.none()),
            PrunerTopology.settings("nowhere:9092", 1));
    commands = input(Topics.RUN_COMMANDS);
    checkpoints = input(Topics.CHECKPOINTS);
    segments = output(Topics.TRAINING_SEGMENTS);
    announced = output(Topics.CHECKPOINTS);
    progress = output(Topics.RUN_PROGRESS);
    deadLetters = output(Topics.PRUNER_GROUP + Topics.DEAD_LETTER_SUFFIX);
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  @Test
  void takesEveryRunOfAPlanToItsEnd() throws Exception {
    requestAll();

    Set<String> trained = trainToTheEnd(1);

    assertThat(newestProgress().values())
        .hasSize(PLAN.runs().size())
        .allSatisfy(run -> assertThat(run.state()).isEqualTo(RunState.TRAINED));
    assertThat(trained)
        .hasSize(2 * PLAN.variants().stream().mapToInt(v -> v.segmentEnds().size()).sum());
    assertThat(deadLetters.isEmpty()).isTrue();
  }

  @Test
  void aSecondAnswerToEverySegmentChangesNothing() throws Exception {
    requestAll();
    requestAll();

    Set<String> trained = trainToTheEnd(2);

    assertThat(trained)
        .hasSize(2 * PLAN.variants().stream().mapToInt(v -> v.segmentEnds().size()).sum());
    assertThat(meters.counter("prunescope.pruner.ignored", "reason", "NOT_OUTSTANDING").count())
        .isEqualTo(trained.size());
    assertThat(meters.counter("prunescope.pruner.ignored", "reason", "ALREADY_DECIDED").count())
        .isEqualTo(PLAN.runs().size());
  }

  @Test
  void storesEachPrunedCheckpointWithItsMaskAndSaysHowSparseItIs() throws Exception {
    requestAll();
    trainToTheEnd(1);

    assertMasks(
        Plans.GRADUAL,
        new Mask(Position.pruned(0, 2), Math.rint(0.3 * ALL), ALL),
        new Mask(Position.pruned(0, 4), Math.rint(0.6 * ALL), ALL),
        new Mask(Position.pruned(0, 6), Math.rint(0.8 * ALL), ALL));
  }

  /** The projection is neither pruned nor counted, and the classifier counts once it is there. */
  @Test
  void prunesWhatIsNewInEachPhaseOfAContrastiveRun() throws Exception {
    requestAll();
    trainToTheEnd(1);

    double encoder = Math.rint(0.8 * ENCODER);
    assertMasks(
        Plans.SUPCON_GRADUAL,
        new Mask(Position.pruned(0, 2), Math.rint(0.4 * ENCODER), ENCODER),
        new Mask(Position.pruned(0, 4), encoder, ENCODER),
        new Mask(Position.pruned(1, 1), encoder + Math.rint(0.4 * CLASSIFIER), ALL),
        new Mask(Position.pruned(1, 3), encoder + Math.rint(0.8 * CLASSIFIER), ALL));
  }

  @Test
  void prunesTheClassifierAloneAtTheBeginningOfTheProbe() throws Exception {
    requestAll();
    trainToTheEnd(1);

    assertMasks(
        Plans.SUPCON_PROBE, new Mask(Position.pruned(1, 0), Math.rint(0.8 * CLASSIFIER), ALL));
  }

  @Test
  void prunesTheWholeNetworkAfterAContrastiveRun() throws Exception {
    requestAll();
    trainToTheEnd(1);

    assertMasks(Plans.SUPCON_ONE_SHOT, new Mask(Position.pruned(2, 0), Math.rint(0.8 * ALL), ALL));
  }

  @Test
  void aBranchCarriesTheMasksOfItsFirstPhaseThroughTheOthers() throws Exception {
    requestAll();
    trainToTheEnd(1);

    RunProgress end = newestProgress(Plans.run(Plans.SUPCON_GRADUAL, 0));

    assertThat(Objects.requireNonNull(end.last()).position()).isEqualTo(Position.pruned(1, 3));
    assertThat(Safetensors.read(store.get(end.last().artifact())).tensors())
        .containsKeys("mask.encoder.conv1.weight", "mask.fc.weight")
        .doesNotContainKey("head.0.weight");
  }

  @Test
  void everyRecordIsKeyedByItsRun() throws Exception {
    commands.pipeInput("any key", Json.writeEvent(new RunRequested(TRUNK, REF)));

    assertThat(segments.readRecord().key()).isEqualTo(TRUNK.text());
    assertThat(progress.readRecord().key()).isEqualTo(TRUNK.text());
  }

  @Test
  void whatCannotBeReadIsPutAsideWholeAndThePartitionGoesOn() {
    commands.pipeInput("a", "garbage".getBytes(UTF_8));
    checkpoints.pipeInput("b", "{\"type\":\"Unheard\"}".getBytes(UTF_8));
    checkpoints.pipeInput("c", (byte[]) null);
    request(TRUNK);

    List<TestRecord<String, byte[]>> letters = deadLetters.readRecordsToList();
    assertThat(letters).extracting(TestRecord::key).containsExactly("a", "b", "c");
    assertThat(letters.get(0).value()).isEqualTo("garbage".getBytes(UTF_8));
    assertThat(letters.get(2).value()).isNull();
    assertThat(header(letters.get(0), DeadLetterHeaders.REASON)).contains("RunCommand");
    assertThat(header(letters.get(0), DeadLetterHeaders.TOPIC)).isEqualTo(Topics.RUN_COMMANDS);
    assertThat(header(letters.get(0), DeadLetterHeaders.PARTITION)).isEqualTo("0");
    assertThat(header(letters.get(0), DeadLetterHeaders.OFFSET)).isEqualTo("0");
    assertThat(header(letters.get(1), DeadLetterHeaders.TOPIC)).isEqualTo(Topics.CHECKPOINTS);
    assertThat(newestProgress()).containsOnlyKeys(TRUNK.text());
  }

  @Test
  void aRunThatItsPlanDoesNotHaveIsPutAside() {
    request(Plans.run(Plans.DENSE, 99));

    assertThat(header(deadLetters.readRecord(), DeadLetterHeaders.REASON))
        .isEqualTo("the plan has no run exp1/cross-entropy_dense/99");
    assertThat(progress.isEmpty()).isTrue();
  }

  @Test
  void aCommandOnAnotherPartitionThanThePlansIsPutAside() throws IOException {
    Plan spread = Plans.plan(1, 3);
    ArtifactRef ref = Plans.ref(spread);
    store.put(ref, spread.write());

    commands.pipeInput("key", Json.writeEvent(new RunRequested(GRADUAL, ref)));

    assertThat(header(deadLetters.readRecord(), DeadLetterHeaders.REASON))
        .isEqualTo(GRADUAL + " belongs to partition 1, not 0");
    assertThat(progress.isEmpty()).isTrue();
  }

  @Test
  void aWeightThatIsNoNumberFailsTheRunByNameAndOnlyThatRun() throws Exception {
    request(TRUNK);
    request(GRADUAL);
    answer(segments.readValue());
    trainer.spoil = Float.NaN;
    answer(segments.readValue());

    Failure failure = failure(GRADUAL);

    assertThat(failure.reason()).isEqualTo(FailureReason.NON_FINITE_WEIGHTS);
    assertThat(failure.detail()).contains(GRADUAL.text(), "fc.weight[0] is NaN");
    assertThat(Json.read(segments.readValue(), SegmentRequested.class).run()).isEqualTo(TRUNK);
  }

  @Test
  void aLostCheckpointFailsTheRunThatItIsToBePrunedFor() throws Exception {
    request(TRUNK);
    request(GRADUAL);
    answer(segments.readValue());
    store.isLosing = true;
    answer(segments.readValue());

    Failure failure = failure(GRADUAL);
    store.isLosing = false;
    commands.pipeInput("key", Json.writeEvent(new RunResumed(GRADUAL, REF, 2)));

    assertThat(failure.reason()).isEqualTo(FailureReason.ARTIFACT_UNREADABLE);
    assertThat(newestProgress(GRADUAL).state()).isEqualTo(RunState.TRAINING);
  }

  @Test
  void aResumedRunWhoseNewestCheckpointIsDamagedIsComputedAgainFromTheBeginning() throws Exception {
    request(TRUNK);
    answer(nextSegment(TRUNK));
    answer(nextSegment(TRUNK));
    byte[] damaged = nextSegment(TRUNK);
    CheckpointRef last = Objects.requireNonNull(newestProgress(TRUNK).last());
    Path file = folder.resolve(last.artifact().key());
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    fail(damaged);

    commands.pipeInput("key", Json.writeEvent(new RunResumed(TRUNK, REF, 2, last, null)));

    SegmentRequested again = Json.read(nextSegment(TRUNK), SegmentRequested.class);
    assertThat(again.attempt()).isEqualTo(2);
    assertThat(again.input()).isNull();
    assertThat(newestProgress(TRUNK).last()).isNull();
  }

  @Test
  void aResumedBranchWhoseNewestCheckpointIsMissingGoesOnFromItsFork() throws Exception {
    request(TRUNK);
    request(GRADUAL);
    answer(segments.readValue());
    answer(segments.readValue());
    RunProgress forked = newestProgress(GRADUAL);
    Files.delete(folder.resolve(Objects.requireNonNull(forked.last()).artifact().key()));

    commands.pipeInput("key", Json.writeEvent(new RunResumed(GRADUAL, REF, 2)));

    assertThat(forked.fork()).isNotNull();
    RunProgress again = newestProgress(GRADUAL);
    assertThat(again.state()).isEqualTo(RunState.TRAINING);
    assertThat(again.fork()).isEqualTo(forked.fork());
    assertThat(Objects.requireNonNull(again.last()).artifact().key()).contains("/2/");
    assertThat(again.last().artifact().sha256()).isEqualTo(forked.last().artifact().sha256());
  }

  /** It would once have replaced its stream thread every second for ever. */
  @Test
  void anErrorOfOursInADecisionPutsTheRecordAsideAndThePartitionGoesOn() throws Exception {
    store.brokenFor = "plan-";
    request(TRUNK);
    store.brokenFor = "nothing";
    request(GRADUAL);

    assertThat(header(deadLetters.readRecord(), DeadLetterHeaders.REASON)).contains("a bug");
    assertThat(newestProgress()).containsOnlyKeys(GRADUAL.text());
  }

  @Test
  void whatIsTooLargeForAnEventIsPutAsideWithItsBeginning() {
    byte[] large = new byte[1_000_000];

    commands.pipeInput("a", large);

    TestRecord<String, byte[]> letter = deadLetters.readRecord();
    assertThat(letter.value()).hasSizeLessThan(300_000);
    assertThat(header(letter, DeadLetterHeaders.REASON)).contains("1000000 bytes are too many");
    assertThat(header(letter, DeadLetterHeaders.BYTES)).isEqualTo("1000000");
  }

  /** It once replaced its stream thread every second for ever, and held up every other run. */
  @Test
  void anErrorOfOursInAMaskFailsTheRunAndNotTheThread() throws Exception {
    request(TRUNK);
    request(GRADUAL);
    answer(segments.readValue());
    store.brokenFor = "0-2-trained";
    answer(segments.readValue());

    Failure failure = failure(GRADUAL);

    assertThat(failure.reason()).isEqualTo(FailureReason.INTERNAL);
    assertThat(failure.detail()).contains(GRADUAL.text(), "a bug");
    assertThat(Json.read(segments.readValue(), SegmentRequested.class).run()).isEqualTo(TRUNK);
  }

  @Test
  void aPlanThatIsMissingFailsTheRunVisibly() {
    ArtifactRef missing = ArtifactRef.plan(Plans.EXPERIMENT, "no plan".getBytes(UTF_8));

    commands.pipeInput("key", Json.writeEvent(new RunRequested(TRUNK, missing)));

    assertThat(failure(TRUNK).reason()).isEqualTo(FailureReason.ARTIFACT_UNREADABLE);
  }

  @Test
  void aStoreThatAnswersTheThirdTimeIsWaitedFor() {
    store.failures = 2;

    request(TRUNK);

    assertThat(newestProgress()).containsKey(TRUNK.text());
  }

  @Test
  void aStoreThatDoesNotAnswerStopsTheThreadWithNothingSent() {
    store.failures = Integer.MAX_VALUE;

    assertThatThrownBy(() -> request(TRUNK)).hasRootCauseInstanceOf(IOException.class);

    assertThat(progress.isEmpty()).isTrue();
    assertThat(deadLetters.isEmpty()).isTrue();
  }

  private void requestAll() {
    PLAN.runs().stream().map(PLAN::id).forEach(this::request);
  }

  private void request(RunId run) {
    commands.pipeInput(run.text(), Json.writeEvent(new RunRequested(run, REF)));
  }

  /** Answers each segment so many times until none is asked for; returns the segments. */
  private Set<String> trainToTheEnd(int answers) throws Exception {
    Set<String> trained = new HashSet<>();
    while (!segments.isEmpty()) {
      byte[] value = segments.readValue();
      SegmentRequested segment = Json.read(value, SegmentRequested.class);
      assertThat(trained.add(segment.run() + " " + segment.target())).as("%s", segment).isTrue();
      for (int i = 0; i < answers; i++) {
        answer(value);
      }
    }
    return trained;
  }

  private void answer(byte[] segment) throws IOException, ArtifactUnreadableException {
    CheckpointSaved saved = trainer.train(Json.read(segment, SegmentRequested.class));
    checkpoints.pipeInput(saved.run().text(), Json.writeEvent(saved));
  }

  /** What is asked for of this run; branches that begin meanwhile are passed over. */
  private byte[] nextSegment(RunId run) {
    byte[] segment = segments.readValue();
    while (!Json.read(segment, SegmentRequested.class).run().equals(run)) {
      segment = segments.readValue();
    }
    return segment;
  }

  private void fail(byte[] segment) {
    SegmentRequested failed = Json.read(segment, SegmentRequested.class);
    checkpoints.pipeInput(
        failed.run().text(),
        Json.writeEvent(
            new SegmentFailed(
                failed.run(),
                failed.plan(),
                failed.attempt(),
                failed.target(),
                new Failure(FailureReason.ARTIFACT_UNREADABLE, "damaged"))));
  }

  private Map<String, RunProgress> newestProgress() {
    Map<String, RunProgress> newest = new TreeMap<>();
    progress
        .readRecordsToList()
        .forEach(r -> newest.put(r.key(), Json.read(r.value(), RunProgress.class)));
    return newest;
  }

  private RunProgress newestProgress(RunId run) {
    return Objects.requireNonNull(newestProgress().get(run.text()));
  }

  private Failure failure(RunId run) {
    RunProgress failed = newestProgress(run);
    assertThat(failed.state()).isEqualTo(RunState.FAILED);
    return Objects.requireNonNull(failed.failure());
  }

  private List<CheckpointPruned> announcedMasks(RunId run) {
    List<CheckpointPruned> masks = new ArrayList<>();
    for (byte[] value : announced.readValuesToList()) {
      if (Json.read(value, CheckpointEvent.class) instanceof CheckpointPruned pruned
          && pruned.run().equals(run)) {
        masks.add(pruned);
      }
    }
    return masks;
  }

  /** What a mask leaves: so many zeros among so many weights. */
  private record Mask(Position at, double zeros, long weights) {}

  private void assertMasks(VariantId variant, Mask... expected) throws Exception {
    RunId run = Plans.run(variant, 0);
    List<CheckpointPruned> masks = announcedMasks(run);
    assertThat(masks)
        .extracting(mask -> mask.checkpoint().position())
        .containsExactly(Stream.of(expected).map(Mask::at).toArray(Position[]::new));
    BitSet pruned = new BitSet();
    for (int i = 0; i < expected.length; i++) {
      Mask mask = expected[i];
      assertThat(masks.get(i).sparsity()).isEqualTo(mask.zeros() / mask.weights());
      pruned.or(prunedWeights(masks.get(i).checkpoint(), FakeTrainer.layout(PLAN, run, mask.at())));
      assertThat(pruned.cardinality()).as("%s", mask).isEqualTo((int) mask.zeros());
    }
  }

  private static long weights(String prefix) {
    return FakeTrainer.layout(PLAN, TRUNK, Position.trained(0, 0)).stream()
        .filter(spec -> spec.kind().isWeight() && spec.name().startsWith(prefix))
        .mapToLong(ParameterSpec::size)
        .sum();
  }

  /** Flat indices over all tensors; each of them is +0.0, and so is its momentum if it has any. */
  private BitSet prunedWeights(CheckpointRef ref, List<ParameterSpec> layout) throws Exception {
    Content checkpoint = Safetensors.read(store.get(ref.artifact()));
    BitSet pruned = new BitSet();
    int offset = 0;
    int bitsOfPruned = 0;
    for (ParameterSpec spec : layout) {
      String maskName = CheckpointFormat.maskOf(spec.name());
      if (checkpoint.tensors().containsKey(maskName)) {
        byte[] mask = checkpoint.tensor(maskName).bytes();
        float[] weights = checkpoint.tensor(spec.name()).floats();
        Tensor buffer = checkpoint.tensors().get(CheckpointFormat.momentumOf(spec.name()));
        float[] momentum = buffer == null ? new float[mask.length] : buffer.floats();
        for (int i = 0; i < mask.length; i++) {
          if (mask[i] == 0) {
            pruned.set(offset + i);
            bitsOfPruned |=
                Float.floatToRawIntBits(weights[i]) | Float.floatToRawIntBits(momentum[i]);
          }
        }
      }
      offset += spec.size();
    }
    assertThat(bitsOfPruned).isZero();
    return pruned;
  }

  private static String header(TestRecord<String, byte[]> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), UTF_8);
  }

  private TestInputTopic<String, byte[]> input(String topic) {
    return driver.createInputTopic(topic, new StringSerializer(), new ByteArraySerializer());
  }

  private TestOutputTopic<String, byte[]> output(String topic) {
    return driver.createOutputTopic(topic, new StringDeserializer(), new ByteArrayDeserializer());
  }

  /** A store that fails as often as it is told to, or has lost its checkpoints. */
  private static final class TroubledStore implements ArtifactStore {
    private final ArtifactStore store;
    private int failures;
    private boolean isLosing;
    private String brokenFor = "nothing";

    TroubledStore(ArtifactStore store) {
      this.store = store;
    }

    @Override
    public void put(ArtifactRef ref, byte[] bytes) throws IOException {
      store.put(ref, bytes);
    }

    @Override
    public void delete(ArtifactRef ref) throws IOException {
      store.delete(ref);
    }

    @Override
    public void check() throws IOException {
      store.check();
    }

    @Override
    public byte[] get(ArtifactRef ref) throws IOException, ArtifactUnreadableException {
      if (failures > 0) {
        failures--;
        throw new IOException("the disk does not answer");
      }
      if (isLosing && ref.key().contains("0-2-trained")) {
        throw new ArtifactUnreadableException(ref, "is missing");
      }
      if (ref.key().contains(brokenFor)) {
        throw new IllegalStateException("a bug");
      }
      return store.get(ref);
    }
  }
}

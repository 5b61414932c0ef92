package org.prunescope.metrics.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.prunescope.metrics.service.TinyExperiment.DENSE;
import static org.prunescope.metrics.service.TinyExperiment.DENSE_END;
import static org.prunescope.metrics.service.TinyExperiment.PRUNED;
import static org.prunescope.metrics.service.TinyExperiment.PRUNED_END;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.artifact.ArtifactStore;
import org.prunescope.contract.event.CheckpointEvent;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.Failure;
import org.prunescope.contract.event.FailureReason;
import org.prunescope.contract.event.MeasurementEvent;
import org.prunescope.contract.event.MeasurementEvent.MeasurementFailed;
import org.prunescope.contract.event.MeasurementEvent.MeasurementStored;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.plan.DataSetFingerprint;
import org.prunescope.contract.position.Position;
import org.prunescope.metrics.algorithm.MeanInterval;
import org.prunescope.metrics.persistence.MeasurementStarts;

@QuarkusTest
@QuarkusTestResource(KafkaAndPostgres.class)
class MetricsServiceTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Inject ArtifactStore artifacts;
  @Inject AgroalDataSource dataSource;
  @Inject ScriptedNetworks networks;
  @Inject MeasurementStarts starts;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrap;

  private TestTopics topics;
  private Database database;

  @BeforeEach
  void connect() {
    topics = new TestTopics(bootstrap);
    database = new Database(dataSource);
  }

  @AfterEach
  void disconnect() {
    topics.close();
  }

  @Test
  void comparesTwoPopulationsWhoseCheckpointsComeTwiceAndInAnyOrder() throws Exception {
    // given: dense always right; pruned wrong on sample 0 thrice, on 1 twice, on 2 once
    TinyExperiment tiny = new TinyExperiment("comparison");
    ArtifactRef plan = put(tiny);
    List<CheckpointEvent> events = new ArrayList<>();
    int[][] pruned = {tiny.wrongOn(0, 1, 2), tiny.wrongOn(0, 1), tiny.wrongOn(0)};
    for (int seed = 0; seed < 3; seed++) {
      events.add(saved(tiny.run(DENSE, seed), plan, 0, DENSE_END, tiny.trueLabels(), false));
      events.add(saved(tiny.run(PRUNED, seed), plan, 0, PRUNED_END, pruned[seed], true));
    }
    events.addAll(List.copyOf(events));
    Collections.shuffle(events, new Random(20261120));

    // when
    events.forEach(event -> topics.publish(event, 1));

    // then every event is answered on its partition, and every measurement made once
    List<ConsumerRecord<String, byte[]>> answers = topics.answers(tiny.name(), events.size());
    assertThat(answers).allSatisfy(answer -> assertThat(answer.partition()).isEqualTo(1));
    assertThat(answers.stream().map(TestTopics::measurement).distinct())
        .containsExactlyInAnyOrderElementsOf(
            events.stream().distinct().map(MetricsServiceTest::stored).toList());
    assertThat(
            database.rows("select run from metrics.measurement where run like ?", "comparison/%"))
        .hasSize(6);

    Map<String, Object> comparison = awaitCompared(tiny, 3);
    assertThat(comparison)
        .containsEntry("pies_smallest_label", 2)
        .containsEntry("baseline", DENSE.value())
        .containsEntry("dense_accuracy", 1.0)
        .containsEntry("dense_accuracy_on_pies", 1.0);
    assertThat((Double) comparison.get("mean_taxicab")).isCloseTo(0.4, within(1e-12));
    assertThat((Double) comparison.get("accuracy_difference")).isCloseTo(-0.2, within(1e-12));
    assertThat((Double) comparison.get("pruned_accuracy_on_pies"))
        .isCloseTo(1 / 6.0, within(1e-12));
    assertThat((Double) comparison.get("pruned_accuracy_on_others"))
        .isCloseTo((7 / 8.0 + 1 + 1) / 3, within(1e-12));

    // and the variant's interval is that of Student's t with 2 degrees of freedom
    Map<String, Object> variant =
        database.row(
            "select * from results.v1_variants where experiment = ? and variant = ?",
            tiny.name(),
            PRUNED.value());
    double half = 4.302652730 * 0.1 / Math.sqrt(3);
    assertThat(variant).containsEntry("n", 3).containsEntry("pies", 2).containsEntry("planned", 3);
    assertThat((Double) variant.get("accuracy_mean")).isCloseTo(0.8, within(1e-12));
    assertThat((Double) variant.get("accuracy_sd")).isCloseTo(0.1, within(1e-12));
    assertThat((Double) variant.get("accuracy_low")).isCloseTo(0.8 - half, within(1e-9));
    assertThat((Double) variant.get("accuracy_high")).isCloseTo(0.8 + half, within(1e-9));
    assertThat((Double) variant.get("achieved_sparsity_mean"))
        .isCloseTo(TinyExperiment.sparsity(), within(1e-12));

    // and samples and classes can be read one by one
    assertThat(
            database.rows(
                "select sample from results.v1_exemplars where experiment = ? and pie"
                    + " order by sample",
                tiny.name()))
        .containsExactly(Map.of("sample", 0), Map.of("sample", 1));
    assertThat(
            database.rows("select label from results.v1_classes where experiment = ?", tiny.name()))
        .hasSize(TinyExperiment.CLASSES);
    List<Map<String, Object>> samples =
        database.rows(
            "select * from results.v1_samples where experiment = ? and variant = ? and seed = 1"
                + " order by sample",
            tiny.name(),
            PRUNED.value());
    assertThat(samples)
        .extracting(row -> row.get("correct"))
        .containsExactly(false, false, true, true, true, true, true, true, true, true);
    assertThat(samples.getFirst()).containsEntry("q", null).containsEntry("z", null);
    // The latent (1, 0, 0, 0): z = (1 - 1/4) / sqrt(3/16) = sqrt(3), l1 = 1.
    assertThat((Double) samples.get(1).get("q")).isCloseTo(Math.sqrt(3), within(1e-12));
    assertThat(samples.get(1).get("depth_final_prediction")).isIn(0, 2);
  }

  @Test
  void waitsForABaselineAndThenComparesTheSeedsPresentOnBothSides() throws Exception {
    // given
    TinyExperiment tiny = new TinyExperiment("waiting");
    ArtifactRef plan = put(tiny);
    topics.publish(saved(tiny.run(PRUNED, 0), plan, 0, PRUNED_END, tiny.wrongOn(0), true), 0);
    topics.publish(saved(tiny.run(PRUNED, 1), plan, 0, PRUNED_END, tiny.wrongOn(0), true), 0);
    topics.answers(tiny.name(), 2);

    // then
    awaitComparison(tiny, "waiting for baseline", 0);

    // when
    topics.publish(saved(tiny.run(DENSE, 1), plan, 0, DENSE_END, tiny.trueLabels(), false), 0);
    topics.publish(saved(tiny.run(DENSE, 2), plan, 0, DENSE_END, tiny.trueLabels(), false), 0);

    // then
    topics.answers(tiny.name(), 4);
    awaitCompared(tiny, 1);
  }

  @Test
  void keepsTheFirstInTheLogAndComparesTheNewestAttempt() throws Exception {
    // given
    TinyExperiment tiny = new TinyExperiment("attempts");
    ArtifactRef plan = put(tiny);
    RunId run = tiny.run(PRUNED, 0);

    // when a second checkpoint of the same position comes, then one of a newer attempt, then late
    // one of the older
    topics.publish(saved(run, plan, 0, PRUNED_END, tiny.wrongOn(0), true), 2);
    topics.publish(saved(run, plan, 0, PRUNED_END, tiny.wrongOn(0, 1), true), 2);
    topics.publish(saved(run, plan, 1, PRUNED_END, tiny.wrongOn(0, 1, 2), true), 2);
    topics.publish(saved(run, plan, 0, PRUNED_END, tiny.wrongOn(0, 1, 2, 3), true), 2);
    topics.answers(tiny.name(), 4);

    // then
    assertThat(
            database.rows(
                "select attempt, accuracy from metrics.measurement where run = ? order by attempt",
                run.text()))
        .containsExactly(
            Map.of("attempt", 0, "accuracy", 0.9), Map.of("attempt", 1, "accuracy", 0.7));
    assertThat(database.row("select * from results.v1_runs where checkpoint like ?", run + "/%"))
        .containsEntry("attempt", 1)
        .containsEntry("state", "measured");
  }

  @Test
  void measuresOnlyThePositionsThatThePlanMarksButKnowsTheVariantsFromTheFirst() throws Exception {
    // given
    TinyExperiment tiny = new TinyExperiment("unmarked");
    ArtifactRef plan = put(tiny);
    Position start = Position.trained(0, 0);
    int loaded = networks.loaded();

    // when
    topics.publish(saved(tiny.run(DENSE, 0), plan, 0, start, tiny.trueLabels(), false), 0);

    // then
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        database.rows(
                            "select variant, n from results.v1_variants where experiment = ?"
                                + " order by ordinal",
                            tiny.name()))
                    .containsExactly(
                        Map.of("variant", DENSE.value(), "n", 0),
                        Map.of("variant", PRUNED.value(), "n", 0)));
    assertThat(networks.loaded()).isEqualTo(loaded);
  }

  @Test
  void answersWhatItStoredWithoutMeasuringAgain() throws Exception {
    // given
    TinyExperiment tiny = new TinyExperiment("redelivery");
    ArtifactRef plan = put(tiny);
    CheckpointEvent event = saved(tiny.run(DENSE, 0), plan, 0, DENSE_END, tiny.trueLabels(), false);
    topics.publish(event, 0);
    topics.answers(tiny.name(), 1);
    int loaded = networks.loaded();

    // when
    topics.publish(event, 0);

    // then
    assertThat(topics.answers(tiny.name(), 2).stream().map(TestTopics::measurement))
        .containsOnly(stored(event));
    assertThat(networks.loaded()).isEqualTo(loaded);
  }

  @Test
  void failsVisiblyWhereTheCheckpointIsMissing() throws Exception {
    // given
    TinyExperiment tiny = new TinyExperiment("missing");
    ArtifactRef plan = put(tiny);
    RunId run = tiny.run(DENSE, 0);
    byte[] unstored = TinyExperiment.checkpoint(tiny.wrongOn(9), false);
    ArtifactRef missing = ArtifactRef.checkpoint(run, 0, DENSE_END, unstored);

    // when
    topics.publish(TinyExperiment.saved(run, plan, 0, new CheckpointRef(DENSE_END, missing)), 0);

    // then
    assertFailed(tiny, FailureReason.ARTIFACT_UNREADABLE);
  }

  @Test
  void failsVisiblyWhereTheNetworkIsNotFinite() throws Exception {
    // given
    TinyExperiment tiny = new TinyExperiment("not-finite");
    ArtifactRef plan = put(tiny);
    float[] bias = new float[TinyExperiment.CLASSES];
    bias[3] = Float.NaN;
    RunId run = tiny.run(DENSE, 0);
    byte[] content = TinyExperiment.checkpoint(bias, false);
    CheckpointRef checkpoint = TinyExperiment.put(artifacts, run, 0, DENSE_END, content);

    // when
    topics.publish(TinyExperiment.saved(run, plan, 0, checkpoint), 0);

    // then
    assertFailed(tiny, FailureReason.NON_FINITE_WEIGHTS);
  }

  @Test
  void failsVisiblyWhatTheProcessHasDiedOfTooOften() throws Exception {
    // given
    TinyExperiment tiny = new TinyExperiment("deadly");
    ArtifactRef plan = put(tiny);
    CheckpointEvent event = saved(tiny.run(DENSE, 0), plan, 0, DENSE_END, tiny.trueLabels(), false);
    for (int death = 0; death < 5; death++) {
      starts.begin(tiny.run(DENSE, 0), 0, DENSE_END);
    }
    int loaded = networks.loaded();

    // when
    topics.publish(event, 0);

    // then
    assertFailed(tiny, FailureReason.CRASHED);
    assertThat(networks.loaded()).isEqualTo(loaded);
    assertThat(starts.begin(tiny.run(DENSE, 0), 0, DENSE_END)).as("starts from anew").isZero();
  }

  @Test
  void countsNoStartThatCameToAnEnd() throws Exception {
    // given
    TinyExperiment tiny = new TinyExperiment("alive");
    ArtifactRef plan = put(tiny);
    for (int death = 0; death < 4; death++) {
      starts.begin(tiny.run(DENSE, 0), 0, DENSE_END);
    }

    // when
    topics.publish(saved(tiny.run(DENSE, 0), plan, 0, DENSE_END, tiny.trueLabels(), false), 0);

    // then
    assertThat(TestTopics.measurement(topics.answers(tiny.name(), 1).getFirst()))
        .isInstanceOf(MeasurementStored.class);
    assertThat(database.rows("select * from metrics.measurement_start where run like 'alive/%'"))
        .isEmpty();
  }

  @Test
  void aStartWhoseAnswerIsStoredHasComeToAnEnd() throws Exception {
    // given what is stored, by a service that died before it could say so
    TinyExperiment tiny = new TinyExperiment("stored");
    ArtifactRef plan = put(tiny);
    CheckpointEvent event = saved(tiny.run(DENSE, 0), plan, 0, DENSE_END, tiny.trueLabels(), false);
    topics.publish(event, 0);
    topics.answers(tiny.name(), 1);
    starts.begin(tiny.run(DENSE, 0), 0, DENSE_END);

    // when
    topics.publish(event, 0);

    // then
    topics.answers(tiny.name(), 2);
    assertThat(database.rows("select * from metrics.measurement_start where run like 'stored/%'"))
        .isEmpty();
  }

  @Test
  void failsVisiblyWhereTheDataSetIsNotThePlanned() throws Exception {
    // given
    TinyExperiment tiny = new TinyExperiment("mismatch");
    DataSetFingerprint other =
        new DataSetFingerprint("0".repeat(64), tiny.plan().dataSet().classes(), 40, 10);
    ArtifactRef plan = tiny.put(artifacts, tiny.plan(other));

    // when
    topics.publish(saved(tiny.run(DENSE, 0), plan, 0, DENSE_END, tiny.trueLabels(), false), 0);

    // then
    assertFailed(tiny, FailureReason.DATA_SET_MISMATCH);
  }

  @Test
  void setsAsideWhatIsNoEventAndGoesOn() throws Exception {
    // given
    TinyExperiment tiny = new TinyExperiment("dead-letter");
    ArtifactRef plan = put(tiny);

    // when
    topics.publish("dead-letter", "no event".getBytes(StandardCharsets.UTF_8), 3);
    topics.publish("dead-letter", null, 3);
    topics.publish("dead-letter", new byte[1_000_000], 3);
    topics.publish(
        saved(
            new RunId(tiny.run(DENSE, 0).experiment(), DENSE, 99),
            plan,
            0,
            DENSE_END,
            tiny.trueLabels(),
            false),
        3);
    topics.publish(saved(tiny.run(DENSE, 0), plan, 0, DENSE_END, tiny.trueLabels(), false), 3);

    // then
    topics.answers(tiny.name(), 1);
    List<ConsumerRecord<String, byte[]>> letters = topics.deadLetters("dead-letter", 4);
    assertThat(letters)
        .allSatisfy(
            letter -> {
              assertThat(letter.key()).startsWith("dead-letter");
              assertThat(header(letter, "dead-letter-topic")).isEqualTo("checkpoints");
              assertThat(header(letter, "dead-letter-partition")).isEqualTo("3");
            });
    assertThat(header(letters.get(0), "dead-letter-reason")).contains("not a CheckpointEvent");
    assertThat(header(letters.get(2), "dead-letter-reason")).contains("too many");
    assertThat(header(letters.get(3), "dead-letter-reason")).contains("no run");
  }

  @Test
  void statesIntervalsByTheQuantilesOfStudentsT() throws Exception {
    List<Map<String, Object>> rows =
        database.rows("select quantile from metrics.student_t order by degrees_of_freedom");
    assertThat(rows).hasSize(999);
    for (int degrees = 1; degrees <= rows.size(); degrees++) {
      assertThat((Double) rows.get(degrees - 1).get("quantile"))
          .isCloseTo(MeanInterval.quantile(degrees), within(1e-12));
    }
  }

  private void assertFailed(TinyExperiment tiny, FailureReason reason) throws SQLException {
    MeasurementEvent answer = TestTopics.measurement(topics.answers(tiny.name(), 1).getFirst());
    assertThat(answer)
        .isInstanceOfSatisfying(
            MeasurementFailed.class,
            failed -> assertThat(failed.failure()).extracting(Failure::reason).isEqualTo(reason));
    assertThat(
            database.row(
                "select * from results.v1_runs where experiment = ? and variant = ? and seed = 0",
                tiny.name(),
                DENSE.value()))
        .containsEntry("state", "failed")
        .containsEntry("failure_reason", reason.name());
  }

  private Map<String, Object> awaitCompared(TinyExperiment tiny, int n) throws SQLException {
    return awaitComparison(tiny, "compared", n);
  }

  private Map<String, Object> awaitComparison(TinyExperiment tiny, String state, int n)
      throws SQLException {
    String query = "select * from results.v1_comparisons where experiment = ?";
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(database.row(query, tiny.name()))
                    .containsEntry("state", state)
                    .containsEntry("n", n)
                    .containsEntry("due", false));
    return database.row(query, tiny.name());
  }

  private ArtifactRef put(TinyExperiment tiny) throws IOException {
    return tiny.put(artifacts, tiny.plan());
  }

  private CheckpointEvent saved(
      RunId run,
      ArtifactRef plan,
      int attempt,
      Position position,
      int[] predictions,
      boolean pruneClassifier)
      throws IOException {
    byte[] content = TinyExperiment.checkpoint(predictions, pruneClassifier);
    CheckpointRef checkpoint = TinyExperiment.put(artifacts, run, 0, position, content);
    return TinyExperiment.saved(run, plan, attempt, checkpoint);
  }

  private static MeasurementEvent stored(CheckpointEvent event) {
    CheckpointEvent.CheckpointSaved saved = (CheckpointEvent.CheckpointSaved) event;
    return new MeasurementStored(saved.run(), saved.attempt(), saved.checkpoint().position());
  }

  private static String header(ConsumerRecord<String, byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}

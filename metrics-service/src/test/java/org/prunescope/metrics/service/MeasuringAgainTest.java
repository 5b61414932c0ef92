package org.prunescope.metrics.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.artifact.ArtifactStore;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.ExperimentDeleted;
import org.prunescope.contract.event.FailureReason;
import org.prunescope.contract.event.MeasurementEvent;
import org.prunescope.contract.event.MeasurementEvent.MeasurementFailed;
import org.prunescope.contract.event.MeasurementEvent.MeasurementStored;
import org.prunescope.contract.event.MeasurementRequested;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.json.Json;
import org.prunescope.contract.position.Position;
import org.prunescope.contract.topic.Topics;
import org.prunescope.metrics.evaluation.MeasurementDefinition;

/** Checkpoints that somebody asks to be measured again. */
@QuarkusTest
@QuarkusTestResource(KafkaAndPostgres.class)
class MeasuringAgainTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Inject ArtifactStore artifacts;
  @Inject AgroalDataSource dataSource;
  @Inject ScriptedNetworks networks;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrap;

  @ConfigProperty(name = "prunescope.artifacts.folder")
  Path folder;

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
  void anOlderMeasurementIsReplacedAndItsComparisonComputedAgain() throws Exception {
    // given a population that an older definition saw otherwise than its checkpoints are
    TinyExperiment tiny = new TinyExperiment("again");
    MeasurementRequested dense = measured(tiny, tiny.run(DENSE, 0), DENSE_END, tiny.trueLabels());
    MeasurementRequested pruned = measured(tiny, tiny.run(PRUNED, 0), PRUNED_END, tiny.wrongOn(4));
    topics.answers(tiny.name(), 2);
    age(pruned.run(), "accuracy = 0.1, predicted_label = array_fill(0::smallint, array[10])");
    execute("update metrics.comparison set revision = revision + 1 where variant like 'again/%'");
    awaitPies(tiny, 9);

    // when
    topics.publish(pruned, 2);
    topics.publish(dense, 1);

    // then both are answered, each on its partition, and only the older was measured
    assertThat(topics.answers(tiny.name(), 4).subList(2, 4))
        .extracting(ConsumerRecord::partition, TestTopics::measurement)
        .containsExactlyInAnyOrder(tuple(2, stored(pruned)), tuple(1, stored(dense)));
    assertThat(row(pruned.run()))
        .containsEntry("accuracy", 0.9)
        .containsEntry("definition", MeasurementDefinition.CURRENT);
    awaitPies(tiny, 1);
  }

  @Test
  void oneOfTodaysDefinitionIsAnsweredAndNotMeasured() throws Exception {
    TinyExperiment tiny = new TinyExperiment("todays");
    RunId run = tiny.run(DENSE, 0);
    MeasurementRequested request = measured(tiny, run, DENSE_END, tiny.trueLabels());
    topics.answers(tiny.name(), 1);
    Map<String, Object> before = row(run);
    int loaded = networks.loaded();

    topics.publish(request, 0);

    assertThat(TestTopics.measurement(topics.answers(tiny.name(), 2).getLast()))
        .isEqualTo(stored(request));
    assertThat(networks.loaded()).isEqualTo(loaded);
    assertThat(row(run)).containsEntry("id", before.get("id"));
  }

  @Test
  void duplicatesMeasureOnceAndRaiseTheRevisionOnce() throws Exception {
    TinyExperiment tiny = new TinyExperiment("again-twice");
    RunId run = tiny.run(PRUNED, 0);
    MeasurementRequested request = measured(tiny, run, PRUNED_END, tiny.trueLabels());
    topics.answers(tiny.name(), 1);
    age(run, "accuracy = 0");
    long revision = revision(tiny);
    int loaded = networks.loaded();

    for (int i = 0; i < 3; i++) {
      topics.publish(request, 3);
    }

    assertThat(topics.answers(tiny.name(), 4))
        .allSatisfy(
            answer -> assertThat(TestTopics.measurement(answer)).isEqualTo(stored(request)));
    assertThat(networks.loaded()).isEqualTo(loaded + 1);
    assertThat(revision(tiny)).isEqualTo(revision + 1);
  }

  @Test
  void whatFailedOrWasNeverMeasuredIsMeasured() throws Exception {
    // given a checkpoint that was missing when it was announced, and one that never was announced
    TinyExperiment tiny = new TinyExperiment("retried");
    RunId failed = tiny.run(DENSE, 0);
    RunId never = tiny.run(DENSE, 1);
    byte[] content = TinyExperiment.checkpoint(tiny.wrongOn(7), false);
    ArtifactRef missing = ArtifactRef.checkpoint(failed, 0, DENSE_END, content);
    MeasurementRequested request =
        new MeasurementRequested(failed, plan(tiny), 0, new CheckpointRef(DENSE_END, missing));
    announce(request);
    assertThat(TestTopics.measurement(topics.answers(tiny.name(), 1).getFirst()))
        .isInstanceOf(MeasurementFailed.class);

    // when
    artifacts.put(missing, content);
    topics.publish(request, 0);
    topics.publish(request(tiny, never, DENSE_END, tiny.trueLabels()), 0);

    // then
    assertThat(topics.answers(tiny.name(), 3).subList(1, 3).stream().map(TestTopics::measurement))
        .containsExactly(stored(request), new MeasurementStored(never, 0, DENSE_END));
    assertThat(row(failed)).containsEntry("accuracy", 0.9);
    assertThat(row(never)).containsEntry("accuracy", 1.0);
    assertThat(
            database.rows("select * from metrics.failed_measurement where run = ?", failed.text()))
        .isEmpty();
  }

  @Test
  void anOlderMeasurementStaysWhereMeasuringAgainFailsAndTheViewSaysWhy() throws Exception {
    TinyExperiment tiny = new TinyExperiment("again-failed");
    RunId run = tiny.run(DENSE, 0);
    MeasurementRequested request = measured(tiny, run, DENSE_END, tiny.wrongOn(2));
    topics.answers(tiny.name(), 1);
    age(run, "accuracy = 0.5");
    Path file = folder.resolve(request.checkpoint().artifact().key());
    Path aside = folder.resolve("aside");
    Files.move(file, aside);

    topics.publish(request, 0);
    topics.publish(request, 0);

    assertThat(topics.answers(tiny.name(), 3).subList(1, 3).stream().map(TestTopics::measurement))
        .allSatisfy(
            answer ->
                assertThat(answer)
                    .isInstanceOfSatisfying(
                        MeasurementFailed.class,
                        failed ->
                            assertThat(failed.failure().reason())
                                .isEqualTo(FailureReason.ARTIFACT_UNREADABLE)));
    assertThat(published(tiny))
        .containsEntry("state", "measured")
        .containsEntry("accuracy", 0.5)
        .containsEntry("definition", 1)
        .containsEntry("failure_reason", null)
        .containsEntry("again_failure_reason", "ARTIFACT_UNREADABLE");

    // when the checkpoint is there again
    Files.move(aside, file);
    topics.publish(request, 0);

    topics.answers(tiny.name(), 4);
    assertThat(published(tiny))
        .containsEntry("accuracy", 0.9)
        .containsEntry("definition", MeasurementDefinition.CURRENT)
        .containsEntry("again_failure_reason", null);
  }

  @Test
  void whatWasDeletedIsForgottenAndStaysSo() throws Exception {
    TinyExperiment tiny = new TinyExperiment("deleted-for-good");
    TinyExperiment other = new TinyExperiment("not-deleted");
    MeasurementRequested dense = measured(tiny, tiny.run(DENSE, 0), DENSE_END, tiny.trueLabels());
    measured(tiny, tiny.run(PRUNED, 0), PRUNED_END, tiny.wrongOn(4));
    measured(other, other.run(DENSE, 0), DENSE_END, other.trueLabels());
    topics.answers(tiny.name(), 2);
    topics.answers(other.name(), 1);
    byte[] deleted = Json.writeEvent(new ExperimentDeleted(new ExperimentId(tiny.name())));

    topics.publish(Topics.EXPERIMENT_DELETIONS, tiny.name(), deleted, 0);
    topics.publish(Topics.EXPERIMENT_DELETIONS, tiny.name(), deleted, 0);

    await()
        .atMost(PATIENCE)
        .until(
            () ->
                database
                    .rows("select id from metrics.experiment where id = ?", tiny.name())
                    .isEmpty());
    for (String view : List.of("v1_variants", "v1_runs", "v1_comparisons", "v1_exemplars")) {
      assertThat(
              database.rows("select 1 from results." + view + " where experiment = ?", tiny.name()))
          .as(view)
          .isEmpty();
    }
    // when something of it comes late
    announce(dense);
    topics.publish(dense, 0);
    MeasurementRequested last = measured(other, other.run(PRUNED, 0), PRUNED_END, other.wrongOn(4));

    topics.answers(other.name(), 2);
    assertThat(database.rows("select id from metrics.experiment where id = ?", tiny.name()))
        .isEmpty();
    assertThat(database.rows("select id from metrics.run where id = ?", last.run().text()))
        .hasSize(1);
  }

  @Test
  void setsAsideWhatIsNoRequestOfOursAndGoesOn() throws Exception {
    TinyExperiment tiny = new TinyExperiment("refused-requests");
    RunId run = tiny.run(DENSE, 0);
    byte[] nothing = "no request".getBytes(StandardCharsets.UTF_8);
    topics.publish(Topics.MEASUREMENT_REQUESTS, run.text(), nothing, 1);
    topics.publish(request(tiny, run, Position.trained(0, 1), tiny.trueLabels()), 1);
    topics.publish(request(tiny, run, DENSE_END, tiny.trueLabels()), 1);

    topics.answers(tiny.name(), 1);
    assertThat(topics.deadLetters(tiny.name(), 2))
        .extracting(letter -> header(letter, "dead-letter-topic"))
        .containsOnly(Topics.MEASUREMENT_REQUESTS);
    assertThat(topics.deadLetters(tiny.name(), 2))
        .extracting(letter -> header(letter, "dead-letter-reason"))
        .satisfiesExactly(
            first -> assertThat(first).contains("not a MeasurementRequested"),
            second -> assertThat(second).contains("does not measure"));
  }

  /** Announces a checkpoint with these predictions; returns what asks for it again. */
  private MeasurementRequested measured(
      TinyExperiment tiny, RunId run, Position position, int[] predictions) throws IOException {
    MeasurementRequested request = request(tiny, run, position, predictions);
    announce(request);
    return request;
  }

  private void announce(MeasurementRequested request) {
    topics.publish(
        TinyExperiment.saved(
            request.run(), request.plan(), request.attempt(), request.checkpoint()),
        0);
  }

  private MeasurementRequested request(
      TinyExperiment tiny, RunId run, Position position, int[] predictions) throws IOException {
    byte[] content = TinyExperiment.checkpoint(predictions, false);
    CheckpointRef checkpoint = TinyExperiment.put(artifacts, run, 0, position, content);
    return new MeasurementRequested(run, plan(tiny), 0, checkpoint);
  }

  private ArtifactRef plan(TinyExperiment tiny) throws IOException {
    return tiny.put(artifacts, tiny.plan());
  }

  private static MeasurementEvent stored(MeasurementRequested request) {
    return new MeasurementStored(request.run(), request.attempt(), request.checkpoint().position());
  }

  /** The run's row as an older definition would have left it. */
  private void age(RunId run, String otherwise) throws SQLException {
    execute(
        "update metrics.measurement set definition = 1, %s where run = '%s'"
            .formatted(otherwise, run));
  }

  private Map<String, Object> row(RunId run) throws SQLException {
    return database.row("select * from metrics.measurement where run = ?", run.text());
  }

  private Map<String, Object> published(TinyExperiment tiny) throws SQLException {
    return database.row(
        "select * from results.v1_runs where experiment = ? and variant = ? and seed = 0",
        tiny.name(),
        DENSE.value());
  }

  private long revision(TinyExperiment tiny) throws SQLException {
    Object revision =
        database
            .row("select revision from metrics.comparison where variant like ?", tiny.name() + "/%")
            .get("revision");
    return (Long) Objects.requireNonNull(revision);
  }

  private void awaitPies(TinyExperiment tiny, int pies) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        database.row(
                            "select * from results.v1_comparisons where experiment = ?",
                            tiny.name()))
                    .containsEntry("due", false)
                    .containsEntry("pies_smallest_label", pies));
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String header(ConsumerRecord<String, byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}

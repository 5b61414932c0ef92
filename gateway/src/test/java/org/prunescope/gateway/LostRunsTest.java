package org.prunescope.gateway;

import static io.restassured.RestAssured.when;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.prunescope.gateway.infrastructure.Waiting.await;
import static org.prunescope.gateway.infrastructure.Waiting.awaitSent;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.event.CheckpointEvent.CheckpointSaved;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.MeasurementRequested;
import org.prunescope.contract.event.NumericEnvironment;
import org.prunescope.contract.event.RunCommand;
import org.prunescope.contract.event.RunCommand.RunCancelled;
import org.prunescope.contract.event.RunCommand.RunRequested;
import org.prunescope.contract.event.RunCommand.RunResumed;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.event.RunState;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.json.Json;
import org.prunescope.contract.position.Position;
import org.prunescope.contract.topic.Topics;
import org.prunescope.gateway.infrastructure.Infrastructure;
import org.prunescope.gateway.infrastructure.Records;
import org.prunescope.gateway.infrastructure.Sql;
import org.prunescope.gateway.persistence.SilentRuns;
import org.prunescope.gateway.persistence.SilentRuns.Page;

/**
 * A run that was lost on the way is re-driven, so often and no oftener, and one that waits is not.
 */
@QuarkusTest
@QuarkusTestResource(Infrastructure.class)
class LostRunsTest {
  private static final Position HALF = Position.trained(0, 5);

  @Inject DataSource database;
  @Inject WatchRuns watchdog;
  @Inject SilentRuns silent;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrapServers;

  private ArtifactRef plan = new ArtifactRef("none", "0".repeat(64), 0);
  private RunId dense = RunId.parse("none/cross-entropy_dense/0");
  private RunId oneShot = dense;
  private int partition;

  @BeforeEach
  void submit() throws Exception {
    JsonPath submitted = Requests.submitted(Requests.GOOD);
    String id = submitted.getString("id");
    plan = Requests.plan(submitted);
    dense = RunId.parse(id + "/cross-entropy_dense/0");
    oneShot = RunId.parse(id + "/cross-entropy_one-shot_0.9/0");
    partition = run(dense).getInt("partition");
    awaitSent(database);
    everythingIsRead();
  }

  @Test
  void aRunOfWhichNothingIsOnKafkaAnyMoreIsReDrivenFromItsLastCheckpoint() throws Exception {
    trainsSilently();

    watchdog.watch();
    watchdog.watch();

    assertThat(run(dense).getInt("redriven")).isEqualTo(1);
    assertThat(awaitCommands(dense, 2).getLast())
        .isEqualTo(new RunResumed(dense, plan, 2, half(), null));
    assertThat(events(dense)).last().isEqualTo("TRAINING re-driven 1 stalled false");
  }

  /** However long it waits: for a trainer, a pruner or for metrics. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        Topics.TRAINING_SEGMENTS,
        Topics.CHECKPOINTS,
        Topics.RUN_COMMANDS,
        Topics.MEASUREMENT_REQUESTS
      })
  void aRunOfWhichSomethingIsStillToBeReadIsLeftAlone(String topic) throws Exception {
    trainsSilently();
    Records.send(bootstrapServers, topic, partition, dense.text(), new byte[0]);
    Records.send(bootstrapServers, topic, partition, oneShot.text(), new byte[0]);

    watchdog.watch();
    assertThat(run(dense).getInt("redriven")).isZero();

    everythingIsRead();
    watchdog.watch();
    assertThat(run(dense).getInt("redriven")).isEqualTo(1);
  }

  /** As a process leaves it that has not yet noticed that Kafka's data was lost. */
  @Test
  void whatWasCommittedOfALostTopicHidesNothing() throws Exception {
    trainsSilently();
    Records.send(bootstrapServers, Topics.TRAINING_SEGMENTS, partition, dense.text(), new byte[0]);
    consumed(Topics.TRAINER_GROUP, Topics.TRAINING_SEGMENTS, 400);

    watchdog.watch();

    assertThat(run(dense).getInt("redriven")).isEqualTo(1);
  }

  @Test
  void aRunThatHasSaidSomethingLatelyIsLeftAlone() throws Exception {
    say(new RunProgress(dense, plan, 1, RunState.TRAINING, half(), null, null, null, null));
    everythingIsRead();

    watchdog.watch();

    assertThat(run(dense).getInt("redriven")).isZero();
  }

  @Test
  void aRunIsReDrivenThreeTimesThenShownAsStalledAndLeftAlone() throws Exception {
    trainsSilently();
    for (int i = 1; i <= 3; i++) {
      watchdog.watch();
      assertThat(run(dense).getInt("redriven")).isEqualTo(i);
      assertThat(run(dense).getBoolean("stalled")).isFalse();
      awaitCommands(dense, 1 + i);
      everythingIsRead();
      longAgo(dense);
    }

    watchdog.watch();
    watchdog.watch();

    assertThat(run(dense).getBoolean("stalled")).isTrue();
    awaitSent(database);
    assertThat(commands(dense)).hasSize(4);
    assertThat(events(dense)).last().isEqualTo("TRAINING re-driven 3 stalled true");

    // when it gets further after all
    CheckpointRef end = checkpoint(Position.trained(0, 10));
    say(new RunProgress(dense, plan, 4, RunState.TRAINED, end, null, null, null, null));
    assertThat(run(dense).getBoolean("stalled")).isFalse();
    assertThat(run(dense).getInt("redriven")).isZero();
  }

  @Test
  void aRunThatIsStalledIsResumedWithoutFurtherAdoAndWatchedAnew() throws Exception {
    trainsSilently();
    Sql.execute(database, "update gateway.run set redriven = 3 where id = '%s'".formatted(dense));
    watchdog.watch();
    assertThat(experiment().getInt("stalledRuns")).isEqualTo(1);
    assertThat(stalledByMeter()).isPositive();

    post("/resume");

    assertThat(awaitCommands(dense, 2).getLast())
        .isEqualTo(new RunResumed(dense, plan, 2, half(), null));
    assertThat(experiment().getInt("stalledRuns")).isZero();
    assertThat(run(dense).getInt("redriven")).isZero();
    assertThat(events(dense)).last().isEqualTo("TRAINING re-driven 0 stalled false");
  }

  @Test
  void aCancellationThatWasLostIsSaidAgain() throws Exception {
    trainsSilently();
    post("/cancel");
    awaitCommands(dense, 2);
    everythingIsRead();
    watchdog.watch();
    assertThat(run(dense).getInt("redriven")).as("it was asked lately").isZero();

    longAgo(dense);
    watchdog.watch();

    assertThat(awaitCommands(dense, 3).getLast())
        .isEqualTo(new RunCancelled(dense, plan, 2, half(), null));
  }

  @Test
  void aBranchIsReDrivenOnceItsTrunkHasPassedTheForkAndNotBefore() throws Exception {
    longAgo(oneShot);
    watchdog.watch();
    assertThat(run(oneShot).getInt("redriven")).isZero();

    CheckpointRef end = checkpoint(Position.trained(0, 10));
    say(new RunProgress(dense, plan, 1, RunState.TRAINED, end, null, null, null, null));
    everythingIsRead();
    watchdog.watch();

    assertThat(run(oneShot).getInt("redriven")).isEqualTo(1);
  }

  @Test
  void aTrainedRunWhoseMeasurementWasLostIsMeasuredAgain() throws Exception {
    CheckpointRef end = checkpoint(Position.trained(0, 10));
    NumericEnvironment environment = new NumericEnvironment("cpu", "avx2", "fake", 1);
    send(Topics.CHECKPOINTS, dense, new CheckpointSaved(dense, plan, 1, end, environment, 10, 1));
    await().until(() -> experiment().getInt("checkpoints.kept") == 1);
    say(new RunProgress(dense, plan, 1, RunState.TRAINED, end, null, null, null, null));
    everythingIsRead();
    longAgo(dense);

    watchdog.watch();
    watchdog.watch();

    await()
        .untilAsserted(
            () ->
                assertThat(measurementRequests())
                    .containsExactly(new MeasurementRequested(dense, plan, 1, end)));
    assertThat(run(dense).getInt("redriven")).isEqualTo(1);
    assertThat(awaitCommands(dense, 1)).containsExactly(new RunRequested(dense, plan));
  }

  @Test
  void ofManySilentRunsEachComesToItsTurn() throws Exception {
    trainsSilently();
    longAgo(oneShot);
    List<RunId> found = new ArrayList<>();
    String begin = Page.BEGIN;
    do {
      Page page = silent.find(begin, 1, Duration.ofMinutes(30), 3);
      page.runs().forEach(one -> found.add(one.run()));
      begin = page.end();
    } while (!begin.equals(Page.BEGIN));

    assertThat(found).containsOnlyOnce(dense).doesNotContain(oneShot);
  }

  private void trainsSilently() throws Exception {
    say(new RunProgress(dense, plan, 1, RunState.TRAINING, half(), null, null, null, null));
    everythingIsRead();
    longAgo(dense);
  }

  private CheckpointRef half() {
    return checkpoint(HALF);
  }

  private CheckpointRef checkpoint(Position position) {
    return new CheckpointRef(
        position, ArtifactRef.checkpoint(dense, 1, position, position.text().getBytes(UTF_8)));
  }

  /** Says it and waits until it is known. */
  private void say(RunProgress progress) throws Exception {
    send(Topics.RUN_PROGRESS, progress.run(), progress);
    Position last = Objects.requireNonNull(progress.last()).position();
    await()
        .until(
            () ->
                progress.state().name().equals(run(progress.run()).getString("state"))
                    && last.step() == run(progress.run()).getInt("position.step"));
  }

  private void send(String topic, RunId run, Object event) throws Exception {
    Records.send(bootstrapServers, topic, partition, run.text(), Json.write(event));
  }

  /** Every group has committed whatever is there. */
  private void everythingIsRead() {
    consumed(Topics.PRUNER_GROUP, Topics.RUN_COMMANDS);
    consumed(Topics.PRUNER_GROUP, Topics.CHECKPOINTS);
    consumed(Topics.TRAINER_GROUP, Topics.TRAINING_SEGMENTS);
    consumed(Topics.METRICS_GROUP, Topics.CHECKPOINTS);
    consumed(Topics.METRICS_GROUP, Topics.MEASUREMENT_REQUESTS);
    await().untilAsserted(() -> assertThat(unreadByTheGateway()).isZero());
  }

  private void consumed(String group, String topic) {
    consumed(group, topic, 0);
  }

  private void consumed(String group, String topic, long beyond) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(group)) {
      List<TopicPartition> partitions = partitions(consumer, topic);
      consumer.assign(partitions);
      Map<TopicPartition, OffsetAndMetadata> ends = new HashMap<>();
      consumer
          .endOffsets(partitions)
          .forEach((one, end) -> ends.put(one, new OffsetAndMetadata(end + beyond)));
      consumer.commitSync(ends);
    }
  }

  private long unreadByTheGateway() {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(Topics.GATEWAY_GROUP)) {
      List<TopicPartition> partitions = partitions(consumer, Topics.RUN_PROGRESS);
      consumer.assign(partitions);
      Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.copyOf(partitions));
      long unread = 0;
      for (Map.Entry<TopicPartition, Long> end : consumer.endOffsets(partitions).entrySet()) {
        OffsetAndMetadata next = committed.get(end.getKey());
        unread += end.getValue() - (next == null ? 0 : next.offset());
      }
      return unread;
    }
  }

  private static List<TopicPartition> partitions(
      KafkaConsumer<byte[], byte[]> consumer, String topic) {
    return consumer.partitionsFor(topic).stream()
        .map(info -> new TopicPartition(topic, info.partition()))
        .toList();
  }

  private KafkaConsumer<byte[], byte[]> consumer(String group) {
    Map<String, Object> settings =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ConsumerConfig.GROUP_ID_CONFIG,
            group,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false);
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private void longAgo(RunId run) throws SQLException {
    Sql.execute(
        database,
        """
        update gateway.run set progressed_at = now() - interval '31 minutes',
          changed_at = now() - interval '31 minutes',
          asked_at = case when asked_at is null then null else now() - interval '31 minutes' end
        where id = '%s'
        """
            .formatted(run));
  }

  private void post(String command) {
    when()
        .post(
            "/api/v1/experiments/%s/runs/%s/%d%s"
                .formatted(dense.experiment(), dense.variant(), dense.seed(), command))
        .then()
        .statusCode(202)
        .body("asked.run", contains(dense.text()));
  }

  private JsonPath experiment() {
    return when().get("/api/v1/experiments/" + dense.experiment()).jsonPath();
  }

  private static double stalledByMeter() {
    return when()
        .get("/q/metrics")
        .asString()
        .lines()
        .filter(line -> line.startsWith("prunescope_gateway_runs_stalled"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
        .sum();
  }

  private JsonPath run(RunId run) {
    return when()
        .get("/api/v1/experiments/" + run.experiment() + "/runs")
        .jsonPath()
        .setRootPath("runs.find { it.run == '%s' }".formatted(run));
  }

  private List<RunCommand> awaitCommands(RunId run, int number) {
    await().untilAsserted(() -> assertThat(commands(run)).hasSize(number));
    return commands(run);
  }

  private List<RunCommand> commands(RunId run) {
    return Records.of(run, bootstrapServers, Topics.RUN_COMMANDS, RunCommand.class);
  }

  private List<MeasurementRequested> measurementRequests() {
    return Records.of(
        dense, bootstrapServers, Topics.MEASUREMENT_REQUESTS, MeasurementRequested.class);
  }

  private List<String> events(RunId run) throws SQLException {
    List<String> events = new ArrayList<>();
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                """
                select body::json ->> 'state', body::json ->> 'redriven', body::json ->> 'stalled'
                from gateway.event where body::json ->> 'run' = '%s' order by n
                """
                    .formatted(run))) {
      while (result.next()) {
        events.add(
            "%s re-driven %s stalled %s"
                .formatted(result.getString(1), result.getString(2), result.getString(3)));
      }
    }
    return events;
  }
}

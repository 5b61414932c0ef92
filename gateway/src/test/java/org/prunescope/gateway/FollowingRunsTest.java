package org.prunescope.gateway;

import static io.restassured.RestAssured.when;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.prunescope.gateway.infrastructure.Waiting.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.Failure;
import org.prunescope.contract.event.FailureReason;
import org.prunescope.contract.event.MeasurementEvent.MeasurementFailed;
import org.prunescope.contract.event.MeasurementEvent.MeasurementStored;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.event.RunState;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.json.Json;
import org.prunescope.contract.position.Position;
import org.prunescope.contract.topic.DeadLetterHeaders;
import org.prunescope.contract.topic.Topics;
import org.prunescope.gateway.infrastructure.Infrastructure;
import org.prunescope.gateway.infrastructure.Records;
import org.prunescope.gateway.infrastructure.Sql;

/** What the other services say of runs, as the gateway shows it. */
@QuarkusTest
@QuarkusTestResource(Infrastructure.class)
class FollowingRunsTest {
  private static final Position END = Position.trained(0, 10);

  @Inject DataSource database;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrapServers;

  private String id = "";
  private RunId dense = RunId.parse("none/cross-entropy_dense/0");
  private RunId oneShot = dense;

  @BeforeEach
  void submit() {
    id = Requests.submitted(Requests.GOOD).getString("id");
    dense = RunId.parse(id + "/cross-entropy_dense/0");
    oneShot = RunId.parse(id + "/cross-entropy_one-shot_0.9/0");
  }

  @Test
  void aRunIsFollowedFromItsFirstCheckpointToItsMeasurement() throws Exception {
    progress(dense, 1, RunState.TRAINING, null);
    progress(dense, 1, RunState.TRAINING, Position.trained(0, 5));
    awaitRun(dense, "state", "TRAINING", "position.step", 5, "updatesMade", 5, "attempt", 1);

    progress(dense, 1, RunState.TRAINED, END);
    awaitRun(dense, "state", "TRAINED", "position.step", 10, "updatesMade", 10);

    measured(dense, END);
    awaitRun(dense, "state", "MEASURED");
    when()
        .get("/api/v1/experiments/" + id)
        .then()
        .body("runsByState.MEASURED", equalTo(1))
        .body("runsByState.REQUESTED", equalTo(3))
        .body("updatesMade", equalTo(10))
        .body("complete", equalTo(false));
  }

  @Test
  void aMeasurementMayArriveBeforeTheRunIsKnownToBeTrained() throws Exception {
    measured(dense, END);
    progress(dense, 1, RunState.TRAINED, END);

    awaitRun(dense, "state", "MEASURED");
  }

  @Test
  void duplicatesAndOldNewsChangeNothing() throws Exception {
    progress(dense, 2, RunState.TRAINED, END);
    awaitRun(dense, "state", "TRAINED");

    progress(dense, 1, RunState.FAILED, END);
    progress(dense, 2, RunState.TRAINING, Position.trained(0, 5));
    measured(dense, END);
    measured(dense, END);
    awaitRun(dense, "state", "MEASURED", "attempt", 2, "position.step", 10);
    settle(dense);

    assertThat(events(dense)).containsExactly("TRAINED", "MEASURED");
  }

  @Test
  void failuresAreShownWithTheirReasonsAndALaterAttemptClearsThem() throws Exception {
    Failure failure = new Failure(FailureReason.NON_FINITE_LOSS, "step 7");
    say(dense, new RunProgress(dense, plan(), 1, RunState.FAILED, null, null, null, failure, null));
    say(
        oneShot,
        new RunProgress(oneShot, plan(), 1, RunState.BLOCKED, null, null, null, null, dense));
    awaitRun(dense, "state", "FAILED", "reason", "NON_FINITE_LOSS", "detail", "step 7");
    awaitRun(oneShot, "state", "BLOCKED", "blockedBy", dense.text());

    progress(dense, 2, RunState.TRAINING, null);
    progress(oneShot, 1, RunState.REQUESTED, null);

    awaitRun(dense, "state", "TRAINING", "reason", null, "detail", null);
    awaitRun(oneShot, "state", "REQUESTED", "blockedBy", null);
  }

  @Test
  void aFailedMeasurementIsAStateUntilItIsStored() throws Exception {
    progress(dense, 1, RunState.TRAINED, END);
    Failure failure = new Failure(FailureReason.ARTIFACT_UNREADABLE, "it is missing");
    send(Topics.MEASUREMENTS, dense, Json.write(new MeasurementFailed(dense, 1, END, failure)));
    awaitRun(dense, "state", "MEASUREMENT_FAILED", "reason", "ARTIFACT_UNREADABLE");

    measured(dense, END);

    awaitRun(dense, "state", "MEASURED", "reason", null);
  }

  @Test
  void aBranchCountsOnlyItsOwnUpdates() throws Exception {
    progress(oneShot, 1, RunState.TRAINING, Position.pruned(1, 0));
    awaitRun(oneShot, "position.phase", 1, "updatesMade", 0);

    progress(oneShot, 1, RunState.TRAINED, Position.trained(1, 5));

    awaitRun(oneShot, "updatesMade", 5);
  }

  @Test
  void theExperimentIsCompleteWhenEveryRunIsFinalAndNoComparisonIsDue() throws Exception {
    publishResults();
    for (String run : runs()) {
      progress(RunId.parse(run), 1, RunState.CANCELLED, null);
    }
    await().until(() -> runState(id, "CANCELLED") == 4);

    execute("insert into results.comparison values ('%s', 'b', true)".formatted(id));
    when()
        .get("/api/v1/experiments/" + id)
        .then()
        .body("comparisonsDue", equalTo(1))
        .body("complete", equalTo(false));

    execute("update results.comparison set due = false where experiment = '%s'".formatted(id));
    when()
        .get("/api/v1/experiments/" + id)
        .then()
        .body("comparisonsDue", equalTo(0))
        .body("complete", equalTo(true));
    when()
        .get("/api/v1/experiments/" + id + "/results")
        .then()
        .statusCode(200)
        .body("complete", equalTo(true))
        .body("comparisons", hasSize(1))
        .body("comparisons[0].prunedMeanQ", equalTo(0.5f));
    dropResults();
  }

  @Test
  void withoutMetricsThereAreNoResultsYet() {
    when()
        .get("/api/v1/experiments/" + id + "/results")
        .then()
        .statusCode(503)
        .contentType("application/problem+json");
  }

  @Test
  void whatCannotBeReadGoesToTheDeadLettersAndThePartitionMovesOn() throws Exception {
    for (String topic : List.of(Topics.RUN_PROGRESS, Topics.MEASUREMENTS)) {
      send(topic, dense, "{\"run\": \"oops\"}".getBytes(UTF_8));
    }
    Records.send(bootstrapServers, Topics.MEASUREMENTS, 0, id, null);
    progress(dense, 1, RunState.TRAINED, END);
    measured(dense, END);

    awaitRun(dense, "state", "MEASURED");
    await()
        .untilAsserted(
            () ->
                assertThat(Records.all(bootstrapServers, "gateway-dlq"))
                    .filteredOn(record -> record.key().equals(id))
                    .hasSize(1));
    await()
        .untilAsserted(
            () ->
                assertThat(Records.all(bootstrapServers, "gateway-dlq"))
                    .filteredOn(record -> record.key().equals(dense.text()))
                    .hasSize(2)
                    .allSatisfy(
                        record -> {
                          assertThat(new String(record.value(), UTF_8)).contains("oops");
                          assertThat(record.headers())
                              .containsKeys("dead-letter-topic", "dead-letter-offset");
                          assertThat(record.headers().get("dead-letter-reason")).contains("not a ");
                        }));
  }

  @Test
  void aRecordThatPostgresRefusesIsTriedAgainUntilItIsStored() throws Exception {
    // given a database that refuses, and counts how often, whatever is rolled back
    execute("create sequence public.refusals");
    execute(
        """
        create function public.refuse() returns trigger language plpgsql as $$
        begin
          perform nextval('public.refusals');
          raise exception 'not now';
        end $$
        """);
    execute(
        "create trigger refuse before update on gateway.run"
            + " for each row execute function public.refuse()");
    try {
      progress(dense, 1, RunState.TRAINED, END);
      await().until(() -> Sql.number(database, "select last_value from public.refusals") >= 2);
      awaitRun(dense, "state", "REQUESTED");
    } finally {
      execute("drop function public.refuse() cascade");
      execute("drop sequence public.refusals");
    }

    awaitRun(dense, "state", "TRAINED");
  }

  /** It would once have been tried for ever, with everything behind it on its partition. */
  @Test
  void aRecordThatPostgresNeverTakesGoesToTheDeadLettersAndThePartitionMovesOn() throws Exception {
    execute(
        """
        create function public.never() returns trigger language plpgsql as $$
        begin
          raise exception 'this value is none' using errcode = '22000';
        end $$
        """);
    execute(
        "create trigger never before update on gateway.run for each row"
            + " when (new.id = '%s') execute function public.never()".formatted(dense.text()));
    try {
      progress(dense, 1, RunState.TRAINED, END);
      progress(oneShot, 1, RunState.TRAINING, null);
      awaitRun(oneShot, "state", "TRAINING");
      await()
          .untilAsserted(
              () ->
                  assertThat(Records.all(bootstrapServers, "gateway-dlq"))
                      .filteredOn(record -> record.key().equals(dense.text()))
                      .hasSize(1));
    } finally {
      execute("drop function public.never() cascade");
    }
  }

  @Test
  void aRecordThatIsTooLargeGoesToTheDeadLettersWithItsBeginning() throws Exception {
    send(Topics.RUN_PROGRESS, dense, new byte[1_000_000]);
    progress(dense, 1, RunState.TRAINED, END);

    awaitRun(dense, "state", "TRAINED");
    assertThat(Records.all(bootstrapServers, "gateway-dlq"))
        .filteredOn(record -> record.key().equals(dense.text()))
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.value()).hasSizeLessThan(300_000);
              assertThat(record.headers())
                  .containsEntry(DeadLetterHeaders.BYTES, "1000000")
                  .containsEntry(
                      DeadLetterHeaders.REASON, "not a RunProgress: 1000000 bytes are too many");
            });
  }

  @Test
  void aRunOfAnotherGatewayIsPassedOver() throws Exception {
    RunId stranger = new RunId(dense.experiment(), oneShot.variant(), 99);
    progress(stranger, 1, RunState.TRAINED, END);
    progress(dense, 1, RunState.TRAINING, null);

    awaitRun(dense, "state", "TRAINING");
  }

  private void progress(RunId run, int attempt, RunState state, @Nullable Position position)
      throws Exception {
    CheckpointRef last =
        position == null
            ? null
            : new CheckpointRef(
                position, ArtifactRef.checkpoint(run, attempt, position, new byte[0]));
    say(run, new RunProgress(run, plan(), attempt, state, last, null, null, null, null));
  }

  private void say(RunId run, RunProgress progress) throws Exception {
    send(Topics.RUN_PROGRESS, run, Json.write(progress));
  }

  private void measured(RunId run, Position position) throws Exception {
    send(Topics.MEASUREMENTS, run, Json.write(new MeasurementStored(run, 1, position)));
  }

  private void send(String topic, RunId run, byte[] value) throws Exception {
    Records.send(bootstrapServers, topic, 0, run.text(), value);
  }

  private ArtifactRef plan() {
    return ArtifactRef.plan(dense.experiment(), new byte[0]);
  }

  /** Both topics of a run are read up to something sent after everything else. */
  private void settle(RunId run) throws Exception {
    RunId last = new RunId(run.experiment(), oneShot.variant(), 1);
    progress(last, 1, RunState.TRAINED, Position.trained(1, 5));
    measured(last, Position.trained(1, 5));
    awaitRun(last, "state", "MEASURED");
  }

  private void awaitRun(RunId run, @Nullable Object... namesAndValues) {
    await()
        .untilAsserted(
            () -> {
              JsonPath runs = when().get("/api/v1/experiments/" + id + "/runs").jsonPath();
              for (int i = 0; i < namesAndValues.length; i += 2) {
                Object found =
                    runs.get(
                        "runs.find { it.run == '%s' }.%s".formatted(run.text(), namesAndValues[i]));
                assertThat(found).as("%s", namesAndValues[i]).isEqualTo(namesAndValues[i + 1]);
              }
            });
  }

  private List<String> runs() {
    return when().get("/api/v1/experiments/" + id + "/runs").jsonPath().getList("runs.run");
  }

  private static int runState(String id, String state) {
    Map<String, Integer> states =
        when().get("/api/v1/experiments/" + id).jsonPath().getMap("runsByState");
    return states.getOrDefault(state, 0);
  }

  /** The states that the event log tells of a run, numbered without gaps. */
  private List<String> events(RunId run) throws SQLException {
    List<String> states = new ArrayList<>();
    long expected = 0;
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "select n, body::json ->> 'run', body::json ->> 'state' from gateway.event"
                    + " where experiment = '%s' order by n".formatted(id))) {
      while (result.next()) {
        assertThat(result.getLong(1)).isEqualTo(++expected);
        if (result.getString(2).equals(run.text())) {
          states.add(result.getString(3));
        }
      }
    }
    return states;
  }

  /** As metrics publishes them, as far as the gateway reads them by name. */
  private void publishResults() throws SQLException {
    execute("create schema if not exists results");
    execute(
        "create table results.comparison (experiment text, variant text, due boolean,"
            + " pruned_mean_q double precision default 0.5)");
    execute("create view results.v1_comparisons as select * from results.comparison");
    execute(
        "create view results.v1_variants as"
            + " select experiment, variant, 1 as ordinal from results.comparison");
  }

  private void dropResults() throws SQLException {
    execute("drop schema results cascade");
  }

  private void execute(String sql) throws SQLException {
    Sql.execute(database, sql);
  }
}

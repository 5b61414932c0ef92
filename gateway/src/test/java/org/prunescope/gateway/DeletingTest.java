package org.prunescope.gateway;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.prunescope.gateway.infrastructure.Waiting.await;
import static org.prunescope.gateway.infrastructure.Waiting.awaitSent;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.artifact.ArtifactStore;
import org.prunescope.contract.artifact.ArtifactUnreadableException;
import org.prunescope.contract.event.CheckpointEvent.CheckpointSaved;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.ExperimentDeleted;
import org.prunescope.contract.event.NumericEnvironment;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.event.RunState;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.json.Json;
import org.prunescope.contract.position.Position;
import org.prunescope.contract.topic.Topics;
import org.prunescope.gateway.algorithm.Watched.Verdict;
import org.prunescope.gateway.infrastructure.Infrastructure;
import org.prunescope.gateway.infrastructure.Records;
import org.prunescope.gateway.infrastructure.Sql;
import org.prunescope.gateway.persistence.Checkpoints;
import org.prunescope.gateway.persistence.Runs;
import org.prunescope.gateway.persistence.SilentRuns;

/** A deleted experiment is gone for everybody at once, then its files and rows; no other is. */
@QuarkusTest
@QuarkusTestResource(Infrastructure.class)
class DeletingTest {
  @Inject DataSource database;
  @Inject ArtifactStore artifacts;
  @Inject Checkpoints checkpoints;
  @Inject Runs runs;
  @Inject SilentRuns silent;
  @Inject RepeatDeletions deletions;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrapServers;

  private String id = "";
  private ArtifactRef plan = new ArtifactRef("none", "0".repeat(64), 0);

  @BeforeEach
  void submit() {
    JsonPath submitted = submitted("a key of " + System.nanoTime());
    id = submitted.getString("id");
    plan = Requests.plan(submitted);
  }

  @Test
  void whatIsUnderWayIsNotDeleted() throws Exception {
    when()
        .delete(path(id))
        .then()
        .statusCode(409)
        .contentType("application/problem+json")
        .body("detail", containsString("cancel it"));

    when().get(path(id)).then().statusCode(200);
    assertThat(number("select count(*) from gateway.run where experiment = '%s'")).isPositive();
  }

  @Test
  void aRunThatWasAskedToGoOnIsUnderWay() throws Exception {
    end("CANCELLED");
    execute("update gateway.run set asked_attempt = attempt + 1 where experiment = '%s'");

    when().delete(path(id)).then().statusCode(409);
  }

  @Test
  void itIsGoneForEverybodyAndItsFilesAndRowsFollow() throws Exception {
    byte[] content = "a checkpoint".getBytes(UTF_8);
    RunId run = RunId.parse(id + "/cross-entropy_dense/0");
    ArtifactRef checkpoint = ArtifactRef.checkpoint(run, 1, Position.trained(0, 10), content);
    artifacts.put(checkpoint, content);
    execute(
        "insert into gateway.checkpoint (key, run, attempt, position, sha256, bytes) values"
            + " ('%s', '%s', 1, '%s', '%s', %d)"
                .formatted(
                    checkpoint.key(),
                    run,
                    Position.trained(0, 10).text(),
                    checkpoint.sha256(),
                    content.length));
    end("MEASURED");
    String other = submitted("another key of " + System.nanoTime()).getString("id");

    when().delete(path(id)).then().statusCode(204);

    for (String below : new String[] {"", "/runs", "/plan", "/events", "/checkpoints"}) {
      when().get(path(id) + below).then().statusCode(404);
    }
    when().delete(path(id)).then().statusCode(404);
    when().get("/api/v1/experiments").then().body("experiments.id", not(equalTo(id)));
    await().until(() -> number("select count(*) from gateway.experiment where id = '%s'") == 0);
    assertThat(number("select count(*) from gateway.run where experiment = '%s'")).isZero();
    assertThat(number("select count(*) from gateway.event where experiment = '%s'")).isZero();
    for (ArtifactRef gone : new ArtifactRef[] {checkpoint, plan}) {
      assertThatThrownBy(() -> artifacts.get(gone)).isInstanceOf(ArtifactUnreadableException.class);
    }
    when().get(path(other)).then().statusCode(200);
    when().get(path(other) + "/plan").then().statusCode(200);
  }

  @Test
  void aPageOfExperimentsHasNoGapWhereItWas() throws Exception {
    submitted("an older key of " + System.nanoTime());
    execute(
        "update gateway.experiment set submitted_at = now() + interval '1 day' where id = '%s'");
    end("CANCELLED");

    when().delete(path(id)).then().statusCode(204);

    when()
        .get("/api/v1/experiments?limit=1")
        .then()
        .body("experiments.size()", equalTo(1))
        .body("experiments[0].id", not(equalTo(id)));
  }

  /** A trainer that was at work on a segment stores its checkpoint when all else is gone. */
  @Test
  void whatIsStoredAfterwardsIsDeletedToo() throws Exception {
    end("CANCELLED");
    when().delete(path(id)).then().statusCode(204);
    await().until(() -> number("select count(*) from gateway.experiment where id = '%s'") == 0);

    RunId run = RunId.parse(id + "/cross-entropy_dense/0");
    byte[] content = "late".getBytes(UTF_8);
    Position position = Position.trained(0, 10);
    ArtifactRef late = ArtifactRef.checkpoint(run, 1, position, content);
    artifacts.put(late, content);
    CheckpointSaved saved =
        new CheckpointSaved(
            run,
            plan,
            1,
            new CheckpointRef(position, late),
            new NumericEnvironment("cpu", "avx2", "fake", 1),
            10,
            1);
    Records.send(bootstrapServers, Topics.CHECKPOINTS, 0, run.text(), Json.write(saved));

    await()
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> artifacts.get(late))
                    .isInstanceOf(ArtifactUnreadableException.class));
  }

  /** News of a run of it makes nobody look which of its checkpoints are needed. */
  @Test
  void newsOfItHoldsUpNoSweep() throws Exception {
    end("CANCELLED");
    try (Connection held = database.getConnection();
        Statement hold = held.createStatement()) {
      keepItsRows(held, hold);
      when().delete(path(id)).then().statusCode(204);
      execute("update gateway.run set sweep_at = now() where experiment = '%s'");

      checkpoints.sweepOne(
          artifact -> {
            throw new AssertionError("there is none");
          });

      assertThat(number("select count(*) from gateway.run where experiment = '%s'")).isPositive();
      held.rollback();
    }
  }

  /** A run that is cancelled and deleted at once is decided about when nobody knows it any more. */
  @Test
  void whatIsDecidedAboutItAfterwardsChangesNothing() throws Exception {
    end("BLOCKED");
    RunId run = RunId.parse(id + "/cross-entropy_dense/0");
    RunProgress cancelled =
        new RunProgress(run, plan, 1, RunState.CANCELLED, null, null, null, null, null);
    try (Connection held = database.getConnection();
        Statement hold = held.createStatement()) {
      keepItsRows(held, hold);
      when().delete(path(id)).then().statusCode(204);

      runs.progressed(cancelled, 0);

      assertThat(number("select count(*) from gateway.event where experiment = '%s'")).isZero();
      held.rollback();
    }
    await().until(() -> number("select count(*) from gateway.run where experiment = '%s'") == 0);
    runs.progressed(cancelled, 0);
  }

  @Test
  void theWatchdogLeavesItAlone() throws Exception {
    execute(
        "update gateway.run set state = 'CANCELLED', decided = 'CANCELLED', attempt = 1,"
            + " asked_attempt = 2, cancelled_attempt = 2 where experiment = '%s'");
    await().until(() -> number("select count(*) from gateway.outbox where key like '%s%'") == 0);
    try (Connection held = database.getConnection();
        Statement hold = held.createStatement()) {
      keepItsRows(held, hold);
      when().delete(path(id)).then().statusCode(204);

      RunId run = RunId.parse(id + "/cross-entropy_dense/0");
      assertThat(silent.judge(run, Duration.ZERO, 3)).isEqualTo(Verdict.LEAVE);

      held.rollback();
    }
  }

  @Test
  void theOtherServicesAreTold() throws Exception {
    end("FAILED");

    when().delete(path(id)).then().statusCode(204);

    awaitTold(1);
  }

  /** What told them may have been lost with Kafka's data, or is older than a restored backup. */
  @Test
  void theOtherServicesAreToldAgainAsLongAsTheyPublishSomethingOfIt() throws Exception {
    PublishedTables tables = new PublishedTables(database);
    String other = submitted("another key of " + System.nanoTime()).getString("id");
    end("CANCELLED");
    when().delete(path(id)).then().statusCode(204);
    await().until(() -> number("select count(*) from gateway.experiment where id = '%s'") == 0);
    awaitTold(1);

    deletions.repeat(); // without any view: metrics has never started
    tables.create();
    try {
      execute("create table results.v1_variants (experiment text, ordinal integer)");
      deletions.repeat();
      execute("insert into results.v1_variants values ('%s', 0), ('%s', 1), ('" + other + "', 0)");
      deletions.repeat();
      awaitTold(2);
      execute("delete from results.v1_variants where experiment = '%s'");
      deletions.repeat();
    } finally {
      tables.drop();
    }

    awaitSent(database);
    awaitTold(2);
    assertThat(Records.all(bootstrapServers, Topics.EXPERIMENT_DELETIONS))
        .noneMatch(record -> record.key().equals(other));
  }

  private void awaitTold(int times) {
    ExperimentDeleted deleted = new ExperimentDeleted(new ExperimentId(id));
    await()
        .untilAsserted(
            () ->
                assertThat(Records.all(bootstrapServers, Topics.EXPERIMENT_DELETIONS))
                    .filteredOn(record -> record.key().equals(id))
                    .extracting(record -> Json.read(record.value(), ExperimentDeleted.class))
                    .isEqualTo(Collections.nCopies(times, deleted)));
  }

  @Test
  void theSameSubmissionAfterwardsIsANewExperiment() throws Exception {
    String key = "once more " + System.nanoTime();
    id = submitted(key).getString("id");
    end("CANCELLED");
    when().delete(path(id)).then().statusCode(204);

    assertThat(submitted(key).getString("id")).isNotEqualTo(id);
  }

  @Test
  void parametersAreRefused() {
    when().delete(path(id) + "?force=true").then().statusCode(400);
  }

  private static JsonPath submitted(String key) {
    return given()
        .contentType(ContentType.JSON)
        .header("Idempotency-Key", key)
        .body(Requests.GOOD)
        .when()
        .post("/api/v1/experiments")
        .then()
        .statusCode(201)
        .extract()
        .jsonPath();
  }

  private static String path(String experiment) {
    return "/api/v1/experiments/" + experiment;
  }

  /** Until that is rolled back. */
  private static void keepItsRows(Connection held, Statement hold) throws SQLException {
    held.setAutoCommit(false);
    hold.execute("lock table gateway.training in share mode");
  }

  private void end(String state) throws SQLException {
    execute("update gateway.run set state = '" + state + "' where experiment = '%s'");
  }

  private void execute(String sql) throws SQLException {
    Sql.execute(database, sql.replace("%s", id));
  }

  private long number(String sql) throws SQLException {
    return Sql.number(database, sql.replace("%s", id));
  }
}

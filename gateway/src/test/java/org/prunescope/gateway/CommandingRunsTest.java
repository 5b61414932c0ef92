package org.prunescope.gateway;

import static io.restassured.RestAssured.when;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.prunescope.gateway.infrastructure.Waiting.await;
import static org.prunescope.gateway.infrastructure.Waiting.awaitSent;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.event.CheckpointEvent.CheckpointSaved;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.Failure;
import org.prunescope.contract.event.FailureReason;
import org.prunescope.contract.event.MeasurementEvent.MeasurementFailed;
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

/**
 * Who cancels or resumes is told what was asked of which run, and the pruner is asked just that.
 */
@QuarkusTest
@QuarkusTestResource(Infrastructure.class)
class CommandingRunsTest {
  private static final Position HALF = Position.trained(0, 5);
  private static final Position END = Position.trained(0, 10);

  @Inject DataSource database;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrapServers;

  private String id = "";
  private ArtifactRef plan = new ArtifactRef("none", "0".repeat(64), 0);
  private RunId dense = RunId.parse("none/cross-entropy_dense/0");
  private RunId oneShot = dense;

  @BeforeEach
  void submit() {
    JsonPath submitted = Requests.submitted(Requests.GOOD);
    id = submitted.getString("id");
    plan = Requests.plan(submitted);
    dense = RunId.parse(id + "/cross-entropy_dense/0");
    oneShot = RunId.parse(id + "/cross-entropy_one-shot_0.9/0");
  }

  /** Kafka's data was lost, and the pruner has forked what it knew nothing of. */
  @Test
  void aBranchThatBeginsWithoutItsPastIsResumedAsItsNextAttempt() throws Exception {
    say(oneShot, 2, RunState.REQUESTED, null);
    awaitAttempt(oneShot, 2);

    sayForked(1, checkpoint(oneShot, Position.trained(1, 0)));
    sayForked(1, checkpoint(oneShot, Position.trained(1, 5)));

    assertThat(awaitCommands(oneShot, 2).getLast())
        .isEqualTo(new RunResumed(oneShot, plan, 3, null, null));
    sayForked(3, checkpoint(oneShot, Position.trained(1, 5)));
    awaitAttempt(oneShot, 3);
    awaitSent(database);
    assertThat(commands(oneShot)).as("asked once").hasSize(2);
  }

  @Test
  void aCancelledBranchThatBeginsWithoutItsPastIsCancelledOnceMore() throws Exception {
    // What is still to be sent is not said once more.
    awaitSent(database);
    say(oneShot, 1, RunState.CANCELLED, null);
    awaitState(oneShot, "CANCELLED");

    sayForked(1, null);
    sayForked(1, checkpoint(oneShot, Position.trained(1, 0)));

    assertThat(awaitCommands(oneShot, 2).getLast())
        .isEqualTo(new RunCancelled(oneShot, plan, 2, null, null));
    say(oneShot, 2, RunState.CANCELLED, checkpoint(oneShot, Position.trained(1, 0)));
    awaitAttempt(oneShot, 2);
    awaitSent(database);
    assertThat(commands(oneShot)).as("asked once").hasSize(2);
  }

  @Test
  void anExperimentIsCancelledRunByRunAndResumed() throws Exception {
    say(dense, 1, RunState.TRAINING, checkpoint(dense, HALF));
    awaitState(dense, "TRAINING");

    post("/cancel")
        .statusCode(202)
        .body("experiment", equalTo(id))
        .body("asked.run", hasSize(4))
        .body("asked.action", everyItem(equalTo("CANCEL")))
        .body("asked.attempt", everyItem(equalTo(1)))
        .body("notAsked", empty())
        .body("blocked", empty());

    assertThat(awaitCommands(dense, 2).getLast())
        .isEqualTo(new RunCancelled(dense, plan, 1, checkpoint(dense, HALF), null));
    for (String run : runs()) {
      CheckpointRef last = run.equals(dense.text()) ? checkpoint(dense, HALF) : null;
      say(RunId.parse(run), 1, RunState.CANCELLED, last);
    }
    await()
        .until(() -> states().equals(List.of("CANCELLED", "CANCELLED", "CANCELLED", "CANCELLED")));

    post("/resume")
        .statusCode(202)
        .body("asked.action", everyItem(equalTo("RESUME")))
        .body("asked.attempt", equalTo(List.of(2, 2, 2, 2)))
        .body("asked[0].run", equalTo(dense.text()))
        .body("asked[0].from.step", equalTo(5))
        .body("asked[1].from", equalTo(null));

    assertThat(awaitCommands(dense, 3).getLast())
        .isEqualTo(new RunResumed(dense, plan, 2, checkpoint(dense, HALF), null));
    assertThat(partitions(dense)).hasSize(1);
  }

  @Test
  void askingTwiceAsksOnce() throws Exception {
    say(dense, 1, RunState.FAILED, checkpoint(dense, HALF));
    awaitState(dense, "FAILED");

    post(run(dense) + "/resume").statusCode(202).body("asked.attempt", contains(2));
    post(run(dense) + "/resume")
        .statusCode(202)
        .body("asked", empty())
        .body("notAsked.run", contains(dense.text()))
        .body("notAsked.why", contains("it is being resumed already"));
    when()
        .get("/api/v1/experiments/" + id)
        .then()
        .body("resumptionsDue", equalTo(1))
        .body("complete", equalTo(false));

    say(dense, 2, RunState.TRAINING, checkpoint(dense, HALF));
    awaitState(dense, "TRAINING");
    when().get("/api/v1/experiments/" + id).then().body("resumptionsDue", equalTo(0));
    post(run(dense) + "/cancel").statusCode(202).body("asked.attempt", contains(2));
    post(run(dense) + "/cancel")
        .statusCode(202)
        .body("notAsked.why", contains("it is being cancelled already"));

    assertThat(awaitCommands(dense, 3))
        .containsExactly(
            new RunRequested(dense, plan),
            new RunResumed(dense, plan, 2, checkpoint(dense, HALF), null),
            new RunCancelled(dense, plan, 2, checkpoint(dense, HALF), null));
  }

  /** A record on its way is not said again; one that was lost is, also where the clock was set. */
  @ParameterizedTest
  @ValueSource(ints = {61, 3600, -3600})
  void aCommandThatNothingCameOfIsSaidAgainAfterAMinute(int seconds) throws Exception {
    say(dense, 1, RunState.FAILED, checkpoint(dense, HALF));
    awaitState(dense, "FAILED");
    post(run(dense) + "/resume").body("asked.attempt", contains(2));
    awaitSent(database);

    Sql.execute(
        database,
        "update gateway.run set asked_at = asked_at - interval '%d seconds' where id = '%s'"
            .formatted(seconds, dense));

    post(run(dense) + "/resume").statusCode(202).body("asked.attempt", contains(3));
  }

  @Test
  void cancellingATrunkSaysWhichBranchesItBlocks() throws Exception {
    post(run(dense) + "/cancel")
        .statusCode(202)
        .body("asked.run", contains(dense.text()))
        .body("blocked", contains(oneShot.text()));

    say(dense, 1, RunState.CANCELLED, null);
    say(
        oneShot,
        new RunProgress(oneShot, plan, 1, RunState.BLOCKED, null, null, null, null, dense));
    awaitState(oneShot, "BLOCKED");

    post(run(oneShot) + "/resume")
        .statusCode(409)
        .contentType("application/problem+json")
        .body("title", equalTo("Conflict"))
        .body("detail", containsString(dense.text()));
    post("/resume")
        .statusCode(202)
        .body("asked.run", containsInAnyOrder(dense.text(), oneShot.text()));
  }

  @Test
  void cancellingABranchLeavesItsTrunkAlone() {
    post(run(oneShot) + "/cancel")
        .statusCode(202)
        .body("asked.run", contains(oneShot.text()))
        .body("blocked", empty());

    assertThat(awaitCommands(oneShot, 2).getLast())
        .isEqualTo(new RunCancelled(oneShot, plan, 1, null, null));
    assertThat(awaitCommands(dense, 1)).containsExactly(new RunRequested(dense, plan));
  }

  @Test
  void aBranchThatHasBegunIsNotBlockedByItsTrunk() throws Exception {
    CheckpointRef fork = checkpoint(dense, END);
    say(
        oneShot,
        new RunProgress(oneShot, plan, 1, RunState.TRAINING, null, null, fork, null, null));
    awaitState(oneShot, "TRAINING");

    post(run(dense) + "/cancel").statusCode(202).body("blocked", empty());
  }

  @Test
  void whatHasEndedIsNotAskedAndTheAnswerSaysWhy() throws Exception {
    say(dense, 1, RunState.TRAINED, checkpoint(dense, END));
    awaitState(dense, "TRAINED");

    post(run(dense) + "/cancel")
        .statusCode(202)
        .body("asked", empty())
        .body("notAsked.why", contains("it is TRAINED already"));
    post("/resume")
        .statusCode(202)
        .body("asked", empty())
        .body("notAsked.find { it.run == '%s' }.why".formatted(dense), containsString("measured"))
        .body(
            "notAsked.find { it.run == '%s' }.why".formatted(oneShot), equalTo("it is under way"));
  }

  /** After Kafka's data was lost a branch may wait for a fork that is behind its trunk. */
  @Test
  void everythingIsReDrivenFromWhatIsKnownOnDemand() throws Exception {
    CheckpointRef stale = announce(dense, 1, END, "attempt 1, too late");
    CheckpointRef first = announce(dense, 2, END, "attempt 2");
    announce(dense, 2, END, "attempt 2, trained twice");
    say(dense, 2, RunState.TRAINED, first);
    awaitState(dense, "TRAINED");
    await().until(() -> kept() >= 2);
    assertThat(stale).isNotEqualTo(first);

    post("/resume?all=true")
        .statusCode(202)
        .body("asked.find { it.run == '%s' }.action".formatted(dense), equalTo("MEASURE"))
        .body("asked.find { it.run == '%s' }.action".formatted(oneShot), equalTo("RESUME"))
        .body("notAsked", empty());

    assertThat(awaitCommands(oneShot, 2).getLast())
        .isEqualTo(new RunResumed(oneShot, plan, 2, null, first));
    await()
        .untilAsserted(
            () ->
                assertThat(measurementRequests())
                    .contains(new MeasurementRequested(dense, plan, 2, first)));
  }

  @Test
  void aRunWhoseMeasurementFailedIsMeasuredAgainWhenResumed() throws Exception {
    CheckpointRef end = announce(dense, 1, END, "the end");
    say(dense, 1, RunState.TRAINED, end);
    Failure failure = new Failure(FailureReason.DATA_SET_MISMATCH, "another data set");
    send(Topics.MEASUREMENTS, dense, new MeasurementFailed(dense, 1, END, failure));
    awaitState(dense, "MEASUREMENT_FAILED");
    await().until(() -> kept() == 1);

    post(run(dense) + "/resume").statusCode(202).body("asked.action", contains("MEASURE"));

    await()
        .untilAsserted(
            () ->
                assertThat(measurementRequests())
                    .containsExactly(new MeasurementRequested(dense, plan, 1, end)));
    assertThat(awaitCommands(dense, 1)).containsExactly(new RunRequested(dense, plan));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nowhere/cancel",
        "/nowhere/resume",
        "/NO/cancel",
        "/ID/runs/cross-entropy_dense/7/cancel",
        "/ID/runs/cross-entropy_dense/7/resume",
        "/ID/runs/cross-entropy_dense/x/resume",
        "/ID/runs/nothing/0/cancel",
        "/nowhere/runs/cross-entropy_dense/0/cancel"
      })
  void whatIsUnknownIsNotFound(String path) {
    when()
        .post("/api/v1/experiments" + path.replace("ID", id))
        .then()
        .statusCode(404)
        .contentType("application/problem+json");
  }

  @Test
  void misspeltDemandsAndWrongMethodsAreRefused() {
    post("/resume?al=true").statusCode(400).body("errors[0].field", equalTo("al"));
    post("/resume?all=yes").statusCode(400).body("errors[0].field", equalTo("all"));
    post("/cancel?all=true").statusCode(400).body("errors[0].field", equalTo("all"));
    for (String path : List.of("/cancel", "/resume", run(dense) + "/cancel")) {
      when()
          .get("/api/v1/experiments/" + id + path)
          .then()
          .statusCode(405)
          .contentType("application/problem+json");
    }
    assertThat(awaitCommands(dense, 1)).containsExactly(new RunRequested(dense, plan));
  }

  private ValidatableResponse post(String path) {
    return when().post("/api/v1/experiments/" + id + path).then();
  }

  private static String run(RunId run) {
    return "/runs/" + run.variant() + "/" + run.seed();
  }

  private void say(RunId run, int attempt, RunState state, @Nullable CheckpointRef last)
      throws Exception {
    say(run, new RunProgress(run, plan, attempt, state, last, null, null, null, null));
  }

  /** The branch trains, from its trunk's end. */
  private void sayForked(int attempt, @Nullable CheckpointRef last) throws Exception {
    CheckpointRef fork = checkpoint(dense, END);
    say(
        oneShot,
        new RunProgress(oneShot, plan, attempt, RunState.TRAINING, last, null, fork, null, null));
  }

  private void say(RunId run, RunProgress progress) throws Exception {
    send(Topics.RUN_PROGRESS, run, progress);
  }

  private CheckpointRef announce(RunId run, int attempt, Position position, String content)
      throws Exception {
    CheckpointRef checkpoint =
        new CheckpointRef(
            position, ArtifactRef.checkpoint(run, attempt, position, content.getBytes(UTF_8)));
    NumericEnvironment environment = new NumericEnvironment("cpu", "avx2", "fake", 1);
    send(
        Topics.CHECKPOINTS,
        run,
        new CheckpointSaved(run, plan, attempt, checkpoint, environment, 10, 1));
    return checkpoint;
  }

  private static CheckpointRef checkpoint(RunId run, Position position) {
    return new CheckpointRef(
        position, ArtifactRef.checkpoint(run, 1, position, position.text().getBytes(UTF_8)));
  }

  private void send(String topic, RunId run, Object event) throws Exception {
    Records.send(bootstrapServers, topic, 0, run.text(), Json.write(event));
  }

  private List<RunCommand> awaitCommands(RunId run, int number) {
    await().untilAsserted(() -> assertThat(commands(run)).hasSize(number));
    return commands(run);
  }

  private List<RunCommand> commands(RunId run) {
    return Records.of(run, bootstrapServers, Topics.RUN_COMMANDS, RunCommand.class);
  }

  private List<Integer> partitions(RunId run) {
    return Records.all(bootstrapServers, Topics.RUN_COMMANDS).stream()
        .filter(record -> record.key().equals(run.text()))
        .map(Records.Received::partition)
        .distinct()
        .toList();
  }

  private List<MeasurementRequested> measurementRequests() {
    return Records.of(
        dense, bootstrapServers, Topics.MEASUREMENT_REQUESTS, MeasurementRequested.class);
  }

  private List<String> runs() {
    return when().get("/api/v1/experiments/" + id + "/runs").jsonPath().getList("runs.run");
  }

  private List<String> states() {
    return when().get("/api/v1/experiments/" + id + "/runs").jsonPath().getList("runs.state");
  }

  private int kept() {
    return when().get("/api/v1/experiments/" + id).jsonPath().getInt("checkpoints.kept");
  }

  private void awaitState(RunId run, String state) {
    awaitRun(run, "state", state);
  }

  private void awaitAttempt(RunId run, int attempt) {
    awaitRun(run, "attempt", Integer.toString(attempt));
  }

  private void awaitRun(RunId run, String name, String value) {
    await()
        .untilAsserted(
            () ->
                assertThat(
                        when()
                            .get("/api/v1/experiments/" + id + "/runs")
                            .jsonPath()
                            .getString("runs.find { it.run == '%s' }.%s".formatted(run, name)))
                    .isEqualTo(value));
  }
}

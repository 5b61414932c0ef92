package org.prunescope.gateway;

import static io.restassured.RestAssured.given;
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
import java.io.IOException;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.artifact.ArtifactStore;
import org.prunescope.contract.event.CheckpointEvent.CheckpointSaved;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.Failure;
import org.prunescope.contract.event.FailureReason;
import org.prunescope.contract.event.MeasurementEvent.MeasurementFailed;
import org.prunescope.contract.event.MeasurementEvent.MeasurementStored;
import org.prunescope.contract.event.MeasurementRequested;
import org.prunescope.contract.event.NumericEnvironment;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.event.RunState;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.json.Json;
import org.prunescope.contract.position.Position;
import org.prunescope.contract.topic.Topics;
import org.prunescope.gateway.infrastructure.Infrastructure;
import org.prunescope.gateway.infrastructure.Records;

/** What the gateway does when somebody asks for measurements again. */
@QuarkusTest
@QuarkusTestResource(Infrastructure.class)
class RemeasuringTest {
  private static final Position END = Position.trained(0, 10);

  @Inject ArtifactStore artifacts;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrapServers;

  private RunId dense = RunId.parse("none/cross-entropy_dense/0");

  @Test
  void everyCheckpointThatIsThereIsAskedForOnItsRunsPartition() throws Exception {
    submit();
    RunId other = RunId.parse(dense.experiment() + "/cross-entropy_dense/1");
    CheckpointRef end = saved(dense, 1, END, "end");
    CheckpointRef otherEnd = saved(other, 1, END, "other");
    saved(dense, 1, Position.trained(0, 5), "not measured");
    awaitKnown(3);

    remeasure(2, 0);

    assertThat(awaitRequests(2))
        .containsExactlyInAnyOrder(
            new MeasurementRequested(dense, plan(), 1, end),
            new MeasurementRequested(other, plan(), 1, otherEnd));
    int partition =
        when()
            .get(path("/runs"))
            .jsonPath()
            .getInt("runs.find { it.run == '%s' }.partition".formatted(dense));
    assertThat(Records.all(bootstrapServers, Topics.MEASUREMENT_REQUESTS))
        .filteredOn(record -> record.key().equals(dense.text()))
        .extracting(Records.Received::partition)
        .containsExactly(partition);
  }

  @Test
  void theExperimentIsNotCompleteUntilAllIsAnswered() throws Exception {
    measuredDense();
    remeasure(1, 0);
    when()
        .get(path(""))
        .then()
        .body("remeasurementsDue", equalTo(1))
        .body("complete", equalTo(false));

    answer(new MeasurementStored(dense, 1, END));

    awaitNoneDue();
    assertThat(state()).isEqualTo("MEASURED");
  }

  @Test
  void aFailedMeasurementIsMeasuredOnceItIsAskedForAgain() throws Exception {
    submit();
    progress(dense, 1, saved(dense, 1, END, "end"));
    answer(new MeasurementFailed(dense, 1, END, failure("the data set was missing")));
    awaitState("MEASUREMENT_FAILED");
    awaitKnown(1);

    remeasure(1, 0);
    answer(new MeasurementStored(dense, 1, END));

    awaitState("MEASURED");
    assertThat(run().<@Nullable String>get("detail")).isNull();
  }

  @Test
  void whereMeasuringAgainFailsTheRunStaysMeasuredAndSaysWhy() throws Exception {
    measuredDense();
    remeasure(1, 0);
    answer(new MeasurementFailed(dense, 1, END, failure("the checkpoint is damaged")));

    await().until(() -> "the checkpoint is damaged".equals(run().getString("detail")));
    assertThat(state()).isEqualTo("MEASURED");
    awaitNoneDue();

    // when it is asked for once more and succeeds
    remeasure(1, 0);
    answer(new MeasurementStored(dense, 1, END));

    await().until(() -> run().getString("detail") == null);
    assertThat(state()).isEqualTo("MEASURED");
  }

  @Test
  void aFailureThatNobodyAskedForChangesNothing() throws Exception {
    measuredDense();

    answer(new MeasurementFailed(dense, 1, END, failure("an old one")));
    settle();

    assertThat(state()).isEqualTo("MEASURED");
    assertThat(run().<@Nullable String>get("reason")).isNull();
  }

  @Test
  void aCheckpointThatNothingElseNeedsIsKeptUntilItIsAnswered() throws Exception {
    // given a branch's measured end, asked for again, and then the same end of a second attempt
    submit();
    RunId branch = RunId.parse(dense.experiment() + "/cross-entropy_one-shot_0.9/0");
    Position end = Position.trained(1, 5);
    CheckpointRef first = saved(branch, 1, end, "first");
    progress(branch, 1, first);
    measured(branch, 1, end);
    awaitKnown(1);
    await().until(() -> state(branch).equals("MEASURED"));
    remeasure(1, 0);
    progress(branch, 2, saved(branch, 2, end, "again"));
    measured(branch, 2, end);
    settle();
    assertThat(kept()).isEqualTo(2 + 1);

    measured(branch, 1, end);

    await().until(() -> kept() == 1 + 1);
    // then what is gone cannot be asked for, and the branch's and the marker's last can
    remeasure(2, 1);
  }

  @Test
  void ofSeveralCheckpointsOfOneAttemptTheFirstIsAskedFor() throws Exception {
    submit();
    CheckpointRef first = saved(dense, 1, END, "first");
    saved(dense, 1, END, "trained twice");
    awaitKnown(2);

    remeasure(1, 0);

    assertThat(awaitRequests(1)).containsExactly(new MeasurementRequested(dense, plan(), 1, first));
  }

  @Test
  void anExperimentThatIsNotThereIsRefused() {
    given()
        .when()
        .post("/api/v1/experiments/nowhere/remeasure")
        .then()
        .statusCode(404)
        .contentType("application/problem+json");
  }

  private void submit() {
    String id = Requests.submitted(Requests.GOOD).getString("id");
    dense = RunId.parse(id + "/cross-entropy_dense/0");
  }

  private void measuredDense() throws Exception {
    submit();
    progress(dense, 1, saved(dense, 1, END, "end"));
    answer(new MeasurementStored(dense, 1, END));
    awaitState("MEASURED");
    awaitKnown(1);
  }

  private void remeasure(int requested, int gone) {
    given()
        .when()
        .post(path("/remeasure"))
        .then()
        .statusCode(202)
        .body("requested", equalTo(requested))
        .body("gone", equalTo(gone));
  }

  private List<MeasurementRequested> awaitRequests(int number) {
    await().until(() -> requests().size() == number);
    return requests();
  }

  private List<MeasurementRequested> requests() {
    return Records.all(bootstrapServers, Topics.MEASUREMENT_REQUESTS).stream()
        .filter(record -> record.key().startsWith(dense.experiment() + "/"))
        .map(record -> Json.read(record.value(), MeasurementRequested.class))
        .toList();
  }

  private CheckpointRef saved(RunId run, int attempt, Position position, String content)
      throws Exception {
    byte[] bytes = content.getBytes(UTF_8);
    ArtifactRef artifact = ArtifactRef.checkpoint(run, attempt, position, bytes);
    put(artifact, bytes);
    CheckpointRef checkpoint = new CheckpointRef(position, artifact);
    NumericEnvironment environment = new NumericEnvironment("cpu", "avx2", "fake", 1);
    send(
        Topics.CHECKPOINTS,
        run,
        new CheckpointSaved(run, plan(), attempt, checkpoint, environment, 10, 1));
    return checkpoint;
  }

  private void put(ArtifactRef artifact, byte[] bytes) throws IOException {
    artifacts.put(artifact, bytes);
  }

  private void progress(RunId run, int attempt, CheckpointRef last) throws Exception {
    send(
        Topics.RUN_PROGRESS,
        run,
        new RunProgress(run, plan(), attempt, RunState.TRAINED, last, null, null, null, null));
  }

  private void measured(RunId run, int attempt, Position position) throws Exception {
    send(Topics.MEASUREMENTS, run, new MeasurementStored(run, attempt, position));
  }

  private void answer(Object event) throws Exception {
    send(Topics.MEASUREMENTS, dense, event);
  }

  private void send(String topic, RunId run, Object event) throws Exception {
    Records.send(bootstrapServers, topic, 0, run.text(), Json.write(event));
  }

  /** All topics of the run are read up to something sent after everything else, and swept for. */
  private void settle() throws Exception {
    RunId last = RunId.parse(dense.experiment() + "/cross-entropy_dense/1");
    progress(last, 1, saved(last, 1, END, "marker"));
    measured(last, 1, END);
    await().until(() -> state(last).equals("MEASURED"));
    await()
        .untilAsserted(
            () ->
                when()
                    .get(path("/checkpoints?variant=cross-entropy_dense&seed=1"))
                    .then()
                    .body("checkpoints", hasSize(1)));
    long swept = System.nanoTime() + 2_500_000_000L; // two looks of the sweep
    await().until(() -> System.nanoTime() > swept);
  }

  private static Failure failure(String detail) {
    return new Failure(FailureReason.ARTIFACT_UNREADABLE, detail);
  }

  private ArtifactRef plan() {
    return Requests.plan(when().get(path("")).jsonPath());
  }

  private String path(String rest) {
    return "/api/v1/experiments/" + dense.experiment() + rest;
  }

  private JsonPath run() {
    return when()
        .get(path("/runs"))
        .jsonPath()
        .setRootPath("runs.find { it.run == '%s' }".formatted(dense));
  }

  private String state() {
    return state(dense);
  }

  private String state(RunId run) {
    return when()
        .get(path("/runs"))
        .jsonPath()
        .getString("runs.find { it.run == '%s' }.state".formatted(run));
  }

  private void awaitState(String state) {
    await().until(() -> state().equals(state));
  }

  private int kept() {
    return when().get(path("")).jsonPath().getInt("checkpoints.kept");
  }

  private void awaitKnown(int checkpoints) {
    await().until(() -> kept() == checkpoints);
  }

  private void awaitNoneDue() {
    await().untilAsserted(() -> when().get(path("")).then().body("remeasurementsDue", equalTo(0)));
  }
}

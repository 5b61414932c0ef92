package org.prunescope.gateway;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.prunescope.gateway.infrastructure.Waiting.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.util.List;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.artifact.ArtifactStore;
import org.prunescope.contract.event.CheckpointEvent.CheckpointSaved;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.NumericEnvironment;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.event.RunState;
import org.prunescope.contract.event.TrainingMetrics;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.json.Json;
import org.prunescope.contract.position.Position;
import org.prunescope.contract.topic.Topics;
import org.prunescope.gateway.infrastructure.Infrastructure;
import org.prunescope.gateway.infrastructure.Records;
import org.prunescope.gateway.infrastructure.Sql;

/** Stored networks and how they were trained can be fetched, and are what their digests say. */
@QuarkusTest
@QuarkusTestResource(Infrastructure.class)
class CheckpointsApiTest {
  @Inject DataSource database;
  @Inject ArtifactStore artifacts;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrapServers;

  private RunId dense = RunId.parse("none/cross-entropy_dense/0");

  @BeforeEach
  void submit() {
    dense = RunId.parse(Requests.submit("checkpoints") + "/cross-entropy_dense/0");
  }

  @Test
  void theNewestOfARunIsListedAndItsBytesComeWithTheirDigestAsTag() throws Exception {
    saved(Position.trained(0, 0), "beginning");
    CheckpointRef last = saved(Position.trained(0, 10), "end");
    send(
        Topics.RUN_PROGRESS,
        new RunProgress(dense, plan(), 1, RunState.TRAINED, last, null, null, null, null));
    await().until(() -> list("last=true").getList("checkpoints").size() == 1);

    JsonPath newest = list("last=true&variant=cross-entropy_dense&seed=0");
    assertThat(newest.getString("checkpoints[0].sha256")).isEqualTo(last.artifact().sha256());
    assertThat(newest.getBoolean("checkpoints[0].last")).isTrue();
    assertThat(newest.getInt("checkpoints[0].position.step")).isEqualTo(10);
    String file = newest.getString("checkpoints[0].file");
    String tag = "\"" + last.artifact().sha256() + "\"";
    assertThat(
            when()
                .get(file)
                .then()
                .statusCode(200)
                .header("ETag", equalTo(tag))
                .header("Content-Length", equalTo("3"))
                .header("Content-Disposition", containsString(dense.text().replace('/', '-')))
                .extract()
                .asByteArray())
        .isEqualTo("end".getBytes(UTF_8));
    given().header("If-None-Match", tag).get(file).then().statusCode(304);
    when().head(file).then().statusCode(200).header("ETag", equalTo(tag));
  }

  @Test
  void pagesGoThroughThemInTheOrderInWhichTheyWereStored() throws Exception {
    for (int step = 0; step < 5; step++) {
      saved(Position.trained(0, step), "step " + step);
    }
    await().until(() -> list("kept=true").getList("checkpoints").size() == 5);

    JsonPath first = list("limit=3");
    JsonPath second = list("limit=3&after=" + first.getString("next"));
    assertThat(first.getList("checkpoints.position.step")).isEqualTo(List.of(0, 1, 2));
    assertThat(second.getList("checkpoints.position.step")).isEqualTo(List.of(3, 4));
    assertThat(second.getString("next")).isNull();
  }

  @Test
  void whatIsDeletedIsGoneAndWhatNeverWasIsNotFound() throws Exception {
    CheckpointRef gone = saved(Position.trained(0, 0), "gone");
    await().until(() -> list("kept=true").getList("checkpoints").size() == 1);
    String file = list("kept=true").getString("checkpoints[0].file");
    Sql.execute(
        database,
        "update gateway.checkpoint set deleted_at = now() where key = '%s'"
            .formatted(gone.artifact().key()));

    when().get(file).then().statusCode(410).contentType("application/problem+json");
    when()
        .get(path("/checkpoints/" + "0".repeat(64) + ".safetensors"))
        .then()
        .statusCode(404)
        .contentType("application/problem+json");
    when().get(path("/checkpoints/..%2F..%2Fplan.safetensors")).then().statusCode(404);
    given().get(path("/checkpoints")).then().body("checkpoints", hasSize(0));
    given()
        .queryParam("kept", false)
        .get(path("/checkpoints"))
        .then()
        .body("checkpoints", hasSize(1))
        .body("checkpoints[0].file", equalTo(null));
  }

  @Test
  void whatIsMissingOrDamagedIsSaidByItsName() throws Exception {
    CheckpointRef lost = saved(Position.trained(0, 0), "lost");
    await().until(() -> list("kept=true").getList("checkpoints").size() == 1);
    String file = list("kept=true").getString("checkpoints[0].file");
    artifacts.delete(lost.artifact());

    when()
        .get(file)
        .then()
        .statusCode(500)
        .contentType("application/problem+json")
        .body("detail", equalTo("The artifact %s is missing.".formatted(lost.artifact().key())));
  }

  @Test
  void aRunsSegmentsAreItsCurveAndTheSameAgainChangesNothing() throws Exception {
    for (int step : new int[] {5, 10, 10}) {
      send(
          Topics.TRAINING_METRICS,
          new TrainingMetrics(dense, 1, Position.trained(0, step), 2.0 / step, 0.1, 300));
    }
    String curve = path("/variants/cross-entropy_dense/training?seed=0");
    await().until(() -> when().get(curve).jsonPath().getList("step").equals(List.of(5, 10)));

    when().get(curve).then().statusCode(200).body("[0].loss", equalTo(0.4f));
    when()
        .get(path("/variants/cross-entropy_dense/training?seed=1"))
        .then()
        .statusCode(200)
        .body("", hasSize(0));
    when().get(path("/variants/cross-entropy_late/training")).then().statusCode(404);
  }

  private CheckpointRef saved(Position position, String content) throws Exception {
    byte[] bytes = content.getBytes(UTF_8);
    ArtifactRef artifact = ArtifactRef.checkpoint(dense, 1, position, bytes);
    artifacts.put(artifact, bytes);
    CheckpointRef checkpoint = new CheckpointRef(position, artifact);
    send(
        Topics.CHECKPOINTS,
        new CheckpointSaved(
            dense, plan(), 1, checkpoint, new NumericEnvironment("cpu", "avx2", "fake", 1), 10, 1));
    return checkpoint;
  }

  private void send(String topic, Object event) throws Exception {
    Records.send(bootstrapServers, topic, 0, dense.text(), Json.write(event));
  }

  private ArtifactRef plan() {
    return ArtifactRef.plan(dense.experiment(), new byte[0]);
  }

  private JsonPath list(String query) {
    return when().get(path("/checkpoints?" + query)).then().statusCode(200).extract().jsonPath();
  }

  private String path(String rest) {
    return "/api/v1/experiments/" + dense.experiment() + rest;
  }
}

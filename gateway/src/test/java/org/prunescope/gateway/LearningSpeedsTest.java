package org.prunescope.gateway;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.prunescope.gateway.infrastructure.Waiting.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.event.TrainingMetrics;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.json.Json;
import org.prunescope.contract.position.Position;
import org.prunescope.contract.topic.Topics;
import org.prunescope.gateway.infrastructure.Infrastructure;
import org.prunescope.gateway.infrastructure.Records;

/** From what trainers say of their speed to an estimate of device hours. */
@QuarkusTest
@QuarkusTestResource(Infrastructure.class)
class LearningSpeedsTest {
  /** Every test's runs have a number of threads of their own, and so speeds of their own. */
  private static final AtomicInteger THREADS = new AtomicInteger(1);

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrapServers;

  private String request = "";
  private String id = "";

  @BeforeEach
  void submit() {
    request =
        Requests.GOOD.replace(
            "\"segmentSteps\": 5",
            "\"segmentSteps\": 5, \"threadsPerRun\": " + THREADS.incrementAndGet());
    id = post("").statusCode(201).extract().path("id");
  }

  @Test
  void anEstimateIsAbsentUntilSomethingWasMeasured() {
    post("?dryRun=true")
        .statusCode(200)
        .body("time.hours", nullValue())
        .body("time.basis", hasSize(0))
        .body("time.reason", containsString("No run has been trained here in float32 with"));
  }

  @Test
  void theMedianOfWhatTrainersSayIsWhatEstimatesRestOn() throws Exception {
    say(0, 5, 100);
    say(0, 10, 400);
    say(1, 5, 200);
    say(1, 5, 200); // A duplicate.
    say(1, 10, Double.NaN); // Says nothing.

    await()
        .untilAsserted(
            () ->
                assertThat(time().getString("time.basis[0].from"))
                    .isEqualTo(
                        "measured here: WRN-10-1, cross-entropy, batches of 10,"
                            + " median of 3 segments"));
    JsonPath time = time();
    assertThat(time.getDouble("time.basis[0].imagesPerSecond")).isEqualTo(200);
    assertThat(time.getDouble("time.hours.withSharing"))
        .isCloseTo(2 * (100 + 50) / 200.0 / 3600, withinPercentage(0.01));
    assertThat(time.getDouble("time.hours.withoutSharing"))
        .isCloseTo(2 * (100 + 150) / 200.0 / 3600, withinPercentage(0.01));
    when()
        .get("/api/v1/experiments/" + id + "/plan")
        .then()
        .statusCode(200)
        .body("time.basis", hasSize(1));
  }

  @Test
  void onlyTheNewestFiftySegmentsCount() throws Exception {
    for (int seed = 0; seed < 60; seed++) {
      say(seed, 5, seed < 30 ? 1 : 300);
    }

    await()
        .untilAsserted(
            () -> {
              JsonPath time = time();
              assertThat(time.getString("time.basis[0].from")).contains("median of 50 segments");
              assertThat(time.getDouble("time.basis[0].imagesPerSecond")).isEqualTo(300);
            });
  }

  @Test
  void whatNobodyPlannedIsPassedOver() throws Exception {
    RunId stranger = RunId.parse("abcdefghijkl/cross-entropy_dense/0");
    RunId unknownVariant = RunId.parse(id + "/simclr_dense/0");
    say(new TrainingMetrics(stranger, 1, Position.trained(0, 5), 1, 0.1, 50));
    say(new TrainingMetrics(unknownVariant, 1, Position.trained(0, 5), 1, 0.1, 50));
    say(new TrainingMetrics(run(0), 1, Position.trained(7, 5), 1, 0.1, 50));
    say(0, 5, 100);

    await()
        .untilAsserted(
            () ->
                assertThat(time().getString("time.basis[0].from")).contains("median of 1 segment"));
  }

  private void say(int seed, int step, double imagesPerSecond) throws Exception {
    say(new TrainingMetrics(run(seed), 1, Position.trained(0, step), 2.3, 0.1, imagesPerSecond));
  }

  private void say(TrainingMetrics metrics) throws Exception {
    Records.send(
        bootstrapServers,
        Topics.TRAINING_METRICS,
        0,
        metrics.run().text(),
        Json.writeEvent(metrics));
  }

  private RunId run(int seed) {
    return RunId.parse(id + "/cross-entropy_dense/" + seed);
  }

  private JsonPath time() {
    return post("?dryRun=true").statusCode(200).extract().jsonPath();
  }

  private ValidatableResponse post(String query) {
    return given()
        .contentType(ContentType.JSON)
        .body(request)
        .when()
        .post("/api/v1/experiments" + query)
        .then();
  }
}

package org.prunescope.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.prunescope.gateway.infrastructure.Infrastructure;
import org.prunescope.gateway.infrastructure.Sql;

/** However often a submission is sent with one Idempotency-Key, there is one experiment. */
@QuarkusTest
@QuarkusTestResource(Infrastructure.class)
class IdempotencyKeyTest {
  private static final int AT_ONCE = 20;

  @Inject DataSource database;

  @ConfigProperty(name = "prunescope.artifacts.folder")
  Path artifactsFolder;

  private final String key = UUID.randomUUID().toString();

  @Test
  void theSameKeyWithTheSameBodyAnswersWithTheSameExperiment() throws SQLException {
    String id = submit(quoted(key), Requests.GOOD).statusCode(201).extract().path("id");
    long before = experiments();

    submit(quoted(key), Requests.GOOD)
        .statusCode(201)
        .header("Location", endsWith("/api/v1/experiments/" + id))
        .body("id", equalTo(id));

    assertThat(experiments()).isEqualTo(before);
  }

  @Test
  void theQuotesMayBeLeftOut() {
    String id = submit(quoted(key), Requests.GOOD).statusCode(201).extract().path("id");

    submit(key, Requests.GOOD).statusCode(201).body("id", equalTo(id));
  }

  @Test
  void theSameKeyWithAnotherBodyIsRefused() throws SQLException {
    String id = submit(key, Requests.GOOD).statusCode(201).extract().path("id");
    long before = experiments();

    submit(key, Requests.GOOD.replace("small", "other"))
        .statusCode(422)
        .contentType("application/problem+json")
        .body("title", equalTo("Unprocessable Content"))
        .body("detail", containsString(id));

    assertThat(experiments()).isEqualTo(before);
  }

  @Test
  void anotherKeyOrNoneMakesAnotherExperiment() {
    String id = submit(key, Requests.GOOD).statusCode(201).extract().path("id");

    String other = submit(key + "x", Requests.GOOD).statusCode(201).extract().path("id");
    String third = Requests.submitted(Requests.GOOD).getString("id");

    assertThat(List.of(id, other, third)).doesNotHaveDuplicates();
  }

  @Test
  void aRefusedRequestTakesNoKey() {
    submit(key, Requests.GOOD.replace("[0.9]", "[1.2]")).statusCode(400);

    submit(key, Requests.GOOD).statusCode(201);
  }

  @Test
  void twentyAtOnceMakeExactlyOne() throws Exception {
    long before = experiments();
    long files = artifacts();
    CountDownLatch go = new CountDownLatch(1);
    List<Response> answers = new ArrayList<>();
    try (ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<Response>> sent = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        sent.add(
            clients.submit(
                () -> {
                  go.await();
                  return submit(key, Requests.GOOD).extract().response();
                }));
      }
      go.countDown();
      for (Future<Response> answer : sent) {
        answers.add(answer.get());
      }
    }

    assertThat(answers)
        .hasSize(AT_ONCE)
        .allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(201));
    assertThat(answers.stream().map(answer -> answer.header("Location")).distinct()).hasSize(1);
    assertThat(experiments()).isEqualTo(before + 1);
    assertThat(artifacts()).as("no plan of those that came too late is left").isEqualTo(files + 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\"", "\"open", "a\"b", "\"a\\b\"", "tab\there"})
  void whatIsNoKeyIsRefused(String bad) {
    submit(bad, Requests.GOOD)
        .statusCode(400)
        .contentType("application/problem+json")
        .body("errors[0].field", equalTo("Idempotency-Key"));
  }

  @Test
  void aKeyThatIsTooLongOrGivenTwiceIsRefused() {
    submit("k".repeat(256), Requests.GOOD).statusCode(400);
    submit("k".repeat(255 - key.length()) + key, Requests.GOOD).statusCode(201);
    given()
        .contentType(ContentType.JSON)
        .header("Idempotency-Key", "one", "two")
        .body(Requests.GOOD)
        .when()
        .post("/api/v1/experiments")
        .then()
        .statusCode(400)
        .body("errors[0].message", equalTo("must be given once"));
  }

  @Test
  void aDryRunTakesNoKey() {
    given()
        .contentType(ContentType.JSON)
        .header("Idempotency-Key", key)
        .body(Requests.GOOD)
        .when()
        .post("/api/v1/experiments?dryRun=true")
        .then()
        .statusCode(200);

    submit(key, Requests.GOOD.replace("small", "other")).statusCode(201);
  }

  private static String quoted(String key) {
    return "\"" + key + "\"";
  }

  private static ValidatableResponse submit(String key, String body) {
    return given()
        .contentType(ContentType.JSON)
        .header("Idempotency-Key", key)
        .body(body)
        .when()
        .post("/api/v1/experiments")
        .then();
  }

  private long experiments() throws SQLException {
    return Sql.number(database, "select count(*) from gateway.experiment");
  }

  private long artifacts() throws IOException {
    try (Stream<Path> files = Files.walk(artifactsFolder)) {
      return files.filter(Files::isRegularFile).count();
    }
  }
}

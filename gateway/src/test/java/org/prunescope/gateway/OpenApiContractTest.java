package org.prunescope.gateway;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.artifact.ArtifactStore;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.position.Position;
import org.prunescope.gateway.infrastructure.Infrastructure;
import org.prunescope.gateway.openapi.ApiDocument;
import org.prunescope.gateway.openapi.ApiDocument.Operation;
import org.prunescope.gateway.openapi.DrawnRequests;

/**
 * The OpenAPI document tells the truth of every operation, good answers and bad ones, and no body
 * that follows it, or nearly does, is answered with an error of ours.
 */
@QuarkusTest
@QuarkusTestResource(Infrastructure.class)
class OpenApiContractTest {
  private static final String PRUNED = "cross-entropy_one-shot_0.9";
  private static final byte[] CONTENT = "tensors".getBytes(UTF_8);
  private static final int DRAWN = 1000;

  @Inject DataSource database;
  @Inject ArtifactStore artifacts;

  private ApiDocument api;
  private PublishedTables tables;
  private String sha256 = "";

  @BeforeEach
  void readTheDocument() throws Exception {
    api = new ApiDocument(when().get("/q/openapi?format=json").asString());
    tables = new PublishedTables(database);
    tables.drop();
  }

  @AfterEach
  void withdraw() throws Exception {
    tables.drop();
  }

  @Test
  void everyOperationAnswersAsTheDocumentSays() throws Exception {
    publish();
    String id = finished();
    List<String> complaints = new ArrayList<>();
    for (Operation operation : api.operations()) {
      // What changes an experiment has one of its own.
      String subject = operation.method().equals("GET") ? id : finished();
      Response answer = send(given(), operation, filled(operation.path(), subject));
      if (answer.statusCode() / 100 != 2) {
        complaints.add(
            "%s answers %d %s".formatted(operation, answer.statusCode(), answer.asString()));
      }
      complain(complaints, operation, answer);
    }

    assertThat(complaints).isEmpty();
  }

  @Test
  void whatIsRefusedIsAProblemAsTheDocumentSays() {
    List<String> complaints = new ArrayList<>();
    for (Operation operation : api.operations()) {
      String missing = filled(operation.path(), "abcdefghijkl");
      for (String url : List.of(missing, missing + "?colour=red")) {
        Response answer = send(given(), operation, url);
        if (operation.path().contains("{id}")) {
          assertThat(answer.statusCode()).as(operation + " " + url).isBetween(400, 404);
          complain(complaints, operation, answer);
        }
      }
      Response wrongMethod = given().request("PATCH", missing);
      assertThat(wrongMethod.statusCode()).as("PATCH " + missing).isEqualTo(405);
      assertThat(wrongMethod.contentType()).startsWith("application/problem+json");
    }
    assertThat(complaints).isEmpty();
  }

  @Test
  void examplesAreWhatTheirSchemasAllow() {
    Map<String, String> examples = api.examples();

    assertThat(examples).hasSizeGreaterThanOrEqualTo(4);
    examples.forEach(
        (pointer, example) -> assertThat(api.complaints(pointer, example)).as(pointer).isEmpty());
  }

  @Test
  void theDocumentCanBeReadInABrowser() {
    when().get("/q/swagger-ui/").then().statusCode(200).contentType(ContentType.HTML);
  }

  @Test
  void noBodyIsAnsweredWithAnErrorOfOurs() throws Exception {
    Operation submit = new Operation("POST", "/api/v1/experiments");
    JsonNode good = new JsonMapper().readTree(Requests.GOOD);
    JsonNode defaults =
        new JsonMapper()
            .readTree(when().get("/api/v1/presets/quickstart").asString())
            .required("request");
    List<String> complaints = new ArrayList<>();
    Map<Integer, Integer> statuses = new TreeMap<>();
    for (int seed = 0; seed < DRAWN; seed++) {
      DrawnRequests drawn = new DrawnRequests(api, seed);
      JsonNode body =
          switch (seed % 3) {
            case 0 -> drawn.fromSchema();
            case 1 -> drawn.changed(good);
            default -> drawn.changed(defaults);
          };
      boolean asYaml = seed % 5 == 0;
      Response answer =
          given()
              .contentType(asYaml ? "application/yaml" : "application/json")
              .body(
                  (asYaml ? new YAMLMapper().writeValueAsString(body) : body.toString())
                      .getBytes(UTF_8))
              .post(submit.path() + (seed % 4 == 0 ? "" : "?dryRun=true"));
      statuses.merge(answer.statusCode(), 1, Integer::sum);
      if (answer.statusCode() >= 500) {
        complaints.add(seed + ": " + answer.statusCode() + " for " + shortened(body));
      }
      complain(complaints, submit, answer);
    }

    System.out.printf("%d drawn requests were answered with %s%n", DRAWN, statuses);
    assertThat(complaints).isEmpty();
    assertThat(statuses.get(400)).as("refused").isGreaterThan(DRAWN / 3);
    assertThat(statuses.get(200)).as("planned").isGreaterThan(20);
  }

  private static String shortened(JsonNode body) {
    String text = body.toString();
    return text.substring(0, Math.min(400, text.length()));
  }

  private void complain(List<String> complaints, Operation operation, Response answer) {
    String type = answer.contentType() == null ? "" : answer.contentType();
    api.complaints(operation, answer.statusCode(), type, answer.asString())
        .forEach(complaint -> complaints.add(operation + ": " + complaint));
  }

  private static Response send(RequestSpecification as, Operation operation, String url) {
    if (operation.path().equals("/api/v1/experiments") && operation.method().equals("POST")) {
      as = as.contentType(ContentType.JSON).body(Requests.GOOD);
    }
    return as.request(operation.method(), url);
  }

  private String filled(String path, String id) {
    return path.replace("{id}", id)
        .replace("{variant}", PRUNED)
        .replace("{seed}", "0")
        .replace("{sample}", "1")
        .replace("{file}", "runs.csv")
        .replace("{name}", "quickstart")
        .replace("{sha256}", sha256.isEmpty() ? "0".repeat(64) : sha256)
        .replaceAll("\\{table[^}]*}", "estimates");
  }

  /** An experiment whose runs are all measured, with a checkpoint. */
  private String finished() throws Exception {
    String id = Requests.submit("described");
    RunId run = RunId.parse(id + "/cross-entropy_dense/0");
    ArtifactRef checkpoint = ArtifactRef.checkpoint(run, 1, Position.trained(0, 10), CONTENT);
    artifacts.put(checkpoint, CONTENT);
    sha256 = checkpoint.sha256();
    tables.execute(
        """
        insert into gateway.checkpoint (key, run, attempt, position, sha256, bytes)
        values ('%s', '%s', 1, '%s', '%s', %d)
        """
            .formatted(
                checkpoint.key(), run, Position.trained(0, 10).text(), sha256, CONTENT.length));
    tables.execute(
        "insert into gateway.training values ('%s', 1, 0, 10, 0.5, 0.1, 300)".formatted(run));
    tables.execute(
        "update gateway.run set state = 'MEASURED' where experiment = '%s'".formatted(id));
    tables.execute(
        """
        insert into results.v1_comparisons (experiment, variant, state, n, pies_smallest_label)
        values ('%s', '%s', 'compared', 2, 1)
        """
            .formatted(id, PRUNED));
    tables.execute(
        """
        insert into results.v1_exemplars values ('%s', '%s', 'cross-entropy_dense',
          1, 3, 3, 8, true, 3, 8, true, 2, 1, 0.75, 0.5, 0.25, 1.5, 2, 3, 4)
        """
            .formatted(id, PRUNED));
    tables.map(id, PRUNED, 0);
    return id;
  }

  private void publish() throws Exception {
    tables.create();
    tables.execute(
        "create table results.v1_variants (experiment text, variant text, ordinal integer)");
    tables.execute(
        """
        create table results.v1_measurements (experiment text, variant text, seed bigint,
          attempt integer, phase integer, step integer, stage text, loss double precision)
        """);
  }
}

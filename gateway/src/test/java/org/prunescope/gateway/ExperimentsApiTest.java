package org.prunescope.gateway;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.prunescope.gateway.infrastructure.Waiting.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.artifact.ArtifactStore;
import org.prunescope.contract.event.RunCommand;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.json.Json;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.plan.PlannedRun;
import org.prunescope.contract.topic.Topics;
import org.prunescope.gateway.infrastructure.Infrastructure;
import org.prunescope.gateway.infrastructure.Records;
import org.prunescope.gateway.infrastructure.Sql;

@QuarkusTest
@QuarkusTestResource(Infrastructure.class)
class ExperimentsApiTest {
  @Inject DataSource database;
  @Inject ArtifactStore artifacts;

  @ConfigProperty(name = "prunescope.artifacts.folder")
  Path artifactsFolder;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrapServers;

  @Test
  void aGoodExperimentIsPlannedStoredAndReleased() throws Exception {
    ValidatableResponse response = Requests.post(Requests.GOOD).statusCode(201);

    // then it answers with where it stands
    String id = response.extract().path("id");
    response
        .header("Location", endsWith("/api/v1/experiments/" + id))
        .body("name", equalTo("small"))
        .body("complete", equalTo(false))
        .body("runs", equalTo(4))
        .body("runsByState.REQUESTED", equalTo(4))
        .body("updates", equalTo(2 * 10 + 2 * 5))
        .body("updatesMade", equalTo(0));

    // and its plan is the artifact
    ArtifactRef ref = Requests.plan(response.extract().jsonPath());
    Plan plan = Plan.read(artifacts.get(ref));
    assertThat(plan.experiment().value()).isEqualTo(id);
    assertThat(plan.partitions()).isEqualTo(Infrastructure.PARTITIONS);

    // and every run is asked for once, in the plan's order, on the plan's partition
    await().until(() -> rows("outbox") == 0);
    List<Records.Received> commands =
        Records.all(bootstrapServers, Topics.RUN_COMMANDS).stream()
            .filter(received -> received.key().startsWith(id + "/"))
            .toList();
    for (Records.Received received : commands) {
      RunCommand command = Json.read(received.value(), RunCommand.class);
      assertThat(command).isEqualTo(new RunCommand.RunRequested(RunId.parse(received.key()), ref));
      assertThat(received.partition()).isEqualTo(plan.partition(command.run()));
    }
    assertThat(commands)
        .extracting(Records.Received::key)
        .containsExactlyInAnyOrderElementsOf(
            plan.runs().stream().map(plan::id).map(RunId::text).toList());
    assertThat(plan.runs()).extracting(PlannedRun::seed).containsExactly(0L, 0L, 1L, 1L);
  }

  @Test
  void experimentsRunsAndRequestsCanBeRead() {
    String id = Requests.post(Requests.GOOD).statusCode(201).extract().path("id");

    when().get("/api/v1/experiments").then().statusCode(200).body("experiments.id", hasItem(id));
    when()
        .get("/api/v1/experiments/" + id)
        .then()
        .statusCode(200)
        .body("id", equalTo(id))
        .body("runs", equalTo(4));
    when()
        .get("/api/v1/experiments/" + id + "/request")
        .then()
        .statusCode(200)
        .body("dataSet.name", equalTo("shapes"))
        .body("shareTrunks", equalTo(true));
    when()
        .get("/api/v1/experiments/" + id + "/runs")
        .then()
        .statusCode(200)
        .body("runs.run", hasItem(id + "/cross-entropy_one-shot_0.9/1"))
        .body("runs.state", everyItem(equalTo("REQUESTED")))
        .body("runs.updates", equalTo(List.of(10, 5, 10, 5)))
        .body("runs[0].position", nullValue());
  }

  /** What is replaced by what, and the field that is named. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"name\": \"small\" | \"name\": \"small\", \"colour\": 1 | colour",
        "\"sparsities\": [0.9] | \"sparsities\": [1.2] | sparsities[0]",
        "\"name\": \"shapes\" | \"name\": \"mnist\" | dataSet.name",
        "\"seeds\": [0, 1] | \"seeds\": [] | seeds",
        "\"seeds\": [0, 1], | `` | seeds",
        "\"sparsities\": [0.9] | \"sparsities\": [NaN] | sparsities[0]",
        "\"sparsities\": [0.9] | \"sparsities\": [0.9, 0.90] | sparsities[1]",
        "\"name\": \"one-shot\" | \"name\": \"dense\" | pruningPlans[1]",
        "\"schedule\": \"dense\" | \"schedule\": \"gradual\", \"scope\": \"layer\", \"windows\": [{\"objective\": \"cross-entropy\", \"phase\": \"training\", \"beginStep\": 1, \"endStep\": 5, \"frequency\": 2}] | pruningPlans",
        "\"scope\": \"global\" | \"scope\": \"tensor\" | pruningPlans[1].scope",
        "\"name\": \"shapes\", \"seed\": 0, \"trainSamples\": 50, \"testSamples\": 20 | \"name\": \"cifar-10\" | dataSet",
        "\"seeds\": [0, 1] | \"seeds\": [0, oops] | seeds[1]"
      })
  void aBadExperimentIsRefusedByFieldAndLeavesNothingBehind(String good, String bad, String field)
      throws Exception {
    List<Long> before = everythingStored();
    assertThat(Requests.GOOD).contains(good);

    Requests.post(Requests.GOOD.replace(good, bad))
        .statusCode(400)
        .contentType("application/problem+json")
        .body("status", equalTo(400))
        .body("title", equalTo("Bad Request"))
        .body("errors", hasSize(1))
        .body("errors[0].field", equalTo(field == null ? "" : field));

    assertThat(everythingStored()).isEqualTo(before);
  }

  @Test
  void aDryRunSaysWhatASubmissionWouldComeToAndLeavesNothingBehind() throws Exception {
    List<Long> before = everythingStored();

    given()
        .contentType(ContentType.JSON)
        .body(Requests.GOOD)
        .when()
        .post("/api/v1/experiments?dryRun=true")
        .then()
        .statusCode(200)
        .body("request.shareTrunks", equalTo(true))
        .body("work.runs", equalTo(4))
        .body("work.variants", equalTo(2))
        .body("work.updates.withoutSharing", equalTo(2 * (10 + 15)))
        .body("work.updates.withSharing", equalTo(2 * (10 + 5)))
        .body("work.images.withoutSharing", equalTo(2 * (100 + 150)))
        .body("work.checkpoints.written.number", equalTo(2 * (3 + 3)))
        .body("work.checkpoints.finals.number", equalTo(4))
        .body("work.checkpoints.keptAtOnce.final", greaterThan(0))
        .body("work.perVariant[1].variant", equalTo("cross-entropy_one-shot_0.9"))
        .body("work.perVariant[1].sharedUpdates", equalTo(10))
        .body("work.perVariant[1].fork.trunk", equalTo("cross-entropy_dense"))
        .body("work.perVariant[1].fork.at.step", equalTo(10))
        .body("work.perVariant[1].phases[1].phase", equalTo("fine-tuning"))
        .body("work.perVariant[1].phases[1].learning", equalTo("cross-entropy"));

    assertThat(everythingStored()).isEqualTo(before);
  }

  @Test
  void aDryRunIsRefusedAsASubmissionIs() throws Exception {
    List<Long> before = everythingStored();
    String bad = Requests.GOOD.replace("[0.9]", "[1.2]");

    for (String[] refused :
        List.of(
            new String[] {bad, "true", "sparsities[0]", "less than 1"},
            new String[] {Requests.GOOD, "yes", "dryRun", "true or false"},
            new String[] {Requests.GOOD, "", "dryRun", "true or false"},
            // No CIFAR-10 on this machine.
            new String[] {"{\"preset\": \"corti-2022\"}", "true", "dataSet", "cannot be opened"},
            new String[] {"{\"preset\": \"corti\"}", "true", "preset", "corti-2022, literature"})) {
      given()
          .contentType(ContentType.JSON)
          .body(refused[0])
          .when()
          .post("/api/v1/experiments?dryRun=" + refused[1])
          .then()
          .statusCode(400)
          .contentType("application/problem+json")
          .body("errors[0].field", equalTo(refused[2]))
          .body("errors[0].message", containsString(refused[3]));
    }

    assertThat(everythingStored()).isEqualTo(before);
  }

  @Test
  void aSubmissionMayNameAPresetAndOverrideIt() {
    String id =
        Requests.post(
                """
                {"preset": "quickstart", "name": "mine", "seeds": [3],
                 "dataSet": {"trainSamples": 100, "testSamples": 50},
                 "pruningPlans": [{"schedule": "dense", "name": "dense"}], "sparsities": null,
                 "measurement": {"supportSamples": 0}}
                """)
            .statusCode(201)
            .body("name", equalTo("mine"))
            .body("runs", equalTo(1))
            .extract()
            .path("id");

    when()
        .get("/api/v1/experiments/" + id + "/request")
        .then()
        .body("dataSet.trainSamples", equalTo(100))
        .body("objectives[0].training.epochs", equalTo(8));
    when()
        .get("/api/v1/experiments/" + id + "/plan")
        .then()
        .statusCode(200)
        .body("work.updates.withoutSharing", equalTo(8 * 2))
        .body("request.name", equalTo("mine"));
  }

  @Test
  void presetsCanBeReadAsJsonAndAsTheFilesThatTheyAre() {
    when()
        .get("/api/v1/presets")
        .then()
        .statusCode(200)
        .body("name", equalTo(List.of("quickstart", "corti-2022", "literature")))
        .body("description", everyItem(not(emptyString())));
    when()
        .get("/api/v1/presets/corti-2022")
        .then()
        .statusCode(200)
        .contentType(ContentType.JSON)
        .body("request.seeds", hasSize(30))
        .body("request.pruningPlans[3].windows[0].frequency", equalTo(62));
    given()
        .accept("application/yaml")
        .when()
        .get("/api/v1/presets/corti-2022")
        .then()
        .statusCode(200)
        .contentType("application/yaml")
        .body(containsString("# Flips images upside down too"));
    when()
        .get("/api/v1/presets/corti")
        .then()
        .statusCode(404)
        .contentType("application/problem+json")
        .body("detail", containsString("corti-2022"));
  }

  @Test
  void duplicateVariantsUnderTwoNamesAreRefused() throws Exception {
    List<Long> before = everythingStored();
    String oneShot =
        Requests.GOOD.substring(
            Requests.GOOD.indexOf("{\"name\": \"one-shot\""),
            Requests.GOOD.indexOf("\"sparsities\""));
    String plan = oneShot.substring(0, oneShot.lastIndexOf(']'));
    String twice = plan + ", " + plan.replace("\"one-shot\", \"sch", "\"again\", \"sch");

    Requests.post(Requests.GOOD.replace(plan, twice))
        .statusCode(400)
        .body("errors[0].field", equalTo("pruningPlans[2]"))
        .body("detail", containsString("duplicates"));

    assertThat(everythingStored()).isEqualTo(before);
  }

  @Test
  void whatDoesNotExistIsAProblemToo() {
    for (String path :
        List.of(
            "/api/v1/experiments/abcdefghijkl",
            "/api/v1/experiments/abcdefghijkl/runs",
            "/api/v1/experiments/abcdefghijkl/results",
            "/api/v1/experiments/abcdefghijkl/request",
            "/api/v1/experiments/abcdefghijkl/plan",
            "/api/v1/presets/nothing",
            "/api/v1/experiments/NO",
            "/api/v1/nothing")) {
      when()
          .get(path)
          .then()
          .statusCode(404)
          .contentType("application/problem+json")
          .body("title", equalTo("Not Found"));
    }
  }

  @Test
  void aRequestThatIsTooLargeOrNoJsonIsRefused() {
    Requests.post(" ".repeat((1 << 20) + 1))
        .statusCode(413)
        .contentType("application/problem+json");
    given()
        .contentType(ContentType.TEXT)
        .body("hello")
        .when()
        .post("/api/v1/experiments")
        .then()
        .statusCode(415)
        .contentType("application/problem+json");
  }

  @Test
  void healthAndOpenApiAnswer() {
    await()
        .untilAsserted(
            () -> when().get("/q/health").then().statusCode(200).body("status", equalTo("UP")));
    when()
        .get("/q/openapi")
        .then()
        .statusCode(200)
        .body(containsString("/api/v1/experiments/{id}/results"));
  }

  /** Rows of every table, records on the command topic and artifacts, once all is sent. */
  private List<Long> everythingStored() throws SQLException, IOException {
    await().until(() -> rows("outbox") == 0);
    return List.of(
        rows("experiment"),
        rows("variant"),
        rows("run"),
        rows("event"),
        (long) Records.all(bootstrapServers, Topics.RUN_COMMANDS).size(),
        artifactFiles());
  }

  private long artifactFiles() throws IOException {
    if (!Files.isDirectory(artifactsFolder)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(artifactsFolder)) {
      return files.filter(Files::isRegularFile).count();
    }
  }

  private long rows(String table) throws SQLException {
    return Sql.number(database, "select count(*) from gateway." + table);
  }
}

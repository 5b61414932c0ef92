package org.prunescope.gateway;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.prunescope.gateway.infrastructure.Waiting.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.artifact.Sha256;
import org.prunescope.gateway.infrastructure.Infrastructure;

/** Where keys are asked for, whoever shows none or another's learns nothing and changes nothing. */
@QuarkusTest
@TestProfile(AccessTest.WithKeys.class)
@QuarkusTestResource(Infrastructure.class)
class AccessTest {
  private static final String ALICE = "psk_of-alice";
  private static final String BOB = "psk_of-bob";
  private static final String EAGER = "psk_of-eager";
  private static final int REQUESTS_PER_MINUTE = 100;

  /** Three owners, and few requests. */
  public static final class WithKeys implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "prunescope.gateway.keys",
          "alice:%s,bob:%s,eager:%s".formatted(digest(ALICE), digest(BOB), digest(EAGER)),
          "prunescope.gateway.requests-per-minute",
          Integer.toString(REQUESTS_PER_MINUTE));
    }

    private static String digest(String key) {
      return Sha256.of(key.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void everyEndpointAsksForAKeyAndHidesWhatIsAnothers() throws Exception {
    String id = submit(ALICE);
    List<String> open = new ArrayList<>();
    List<String> shown = new ArrayList<>();
    JsonNode paths =
        new JsonMapper().readTree(when().get("/q/openapi?format=json").asString()).path("paths");
    int asked = 0;
    for (var path : paths.properties()) {
      for (var operation : path.getValue().properties()) {
        String method = operation.getKey().toUpperCase(Locale.ROOT);
        if (!List.of("GET", "POST", "DELETE", "PUT").contains(method)) {
          continue;
        }
        asked++;
        String url = filled(path.getKey(), id);
        if (send(given(), method, url).statusCode() != 401) {
          open.add(method + " " + url);
        }
        boolean isOfAnExperiment = path.getKey().contains("{id}");
        if (isOfAnExperiment && send(as(BOB), method, url).statusCode() != 404) {
          shown.add(method + " " + url);
        }
      }
    }

    assertThat(asked).isGreaterThan(15);
    assertThat(open).as("answer without a key").isEmpty();
    assertThat(shown).as("answer another owner").isEmpty();
    as(ALICE).get("/api/v1/experiments/" + id).then().statusCode(200);
  }

  @Test
  void anotherOwnersRunsCannotBeCancelledOrResumed() {
    String id = submit(ALICE);
    String run = "/runs/cross-entropy_dense/0";

    for (String command : List.of("/cancel", "/resume", run + "/cancel", run + "/resume")) {
      as(BOB)
          .post("/api/v1/experiments/" + id + command)
          .then()
          .statusCode(404)
          .contentType("application/problem+json");
    }

    as(ALICE)
        .post("/api/v1/experiments/" + id + run + "/cancel")
        .then()
        .statusCode(202)
        .body("asked.run", contains(id + "/cross-entropy_dense/0"));
  }

  @Test
  void twoOwnersMayNameTheirSubmissionsAlike() {
    String key = UUID.randomUUID().toString();
    String alices = submit(ALICE, key, Requests.GOOD).statusCode(201).extract().path("id");

    String bobs =
        submit(BOB, key, Requests.GOOD.replace("small", "other"))
            .statusCode(201)
            .body("name", equalTo("other"))
            .extract()
            .path("id");

    assertThat(bobs).isNotEqualTo(alices);
    submit(ALICE, key, Requests.GOOD).statusCode(201).body("id", equalTo(alices));
    submit(BOB, key, Requests.GOOD).statusCode(422).body("detail", containsString(bobs));
  }

  @Test
  void aListHoldsTheCallersOwn() {
    String id = submit(ALICE);

    as(ALICE).get("/api/v1/experiments").then().body("experiments.id", hasItem(id));
    as(BOB)
        .get("/api/v1/experiments")
        .then()
        .statusCode(200)
        .body("experiments.id", not(hasItem(id)));
  }

  @Test
  void aWrongKeyIsAProblemThatSaysWhatIsAskedFor() {
    for (String header : List.of("Bearer psk_wrong", "Bearer anything", "Basic YTpi")) {
      given()
          .header("Authorization", header)
          .get("/api/v1/experiments")
          .then()
          .statusCode(401)
          .contentType("application/problem+json")
          .header("WWW-Authenticate", equalTo("Bearer"))
          .body("detail", containsString("Authorization: Bearer KEY"));
    }
  }

  @Test
  void whoeverAsksTooOftenWaitsAndOthersDoNot() {
    int refused = 0;
    String retryAfter = "";
    for (int i = 0; i < 3 * REQUESTS_PER_MINUTE && refused == 0; i++) {
      Response response = as(EAGER).get("/api/v1/presets/nothing");
      if (response.statusCode() == 429) {
        refused++;
        retryAfter = response.header("Retry-After");
        assertThat(response.contentType()).startsWith("application/problem+json");
      }
    }

    assertThat(refused).isOne();
    assertThat(Integer.parseInt(retryAfter)).isBetween(1, 60);
    as(BOB).get("/api/v1/presets").then().statusCode(200).body("name", not(empty()));
  }

  @Test
  void healthNeedsNoKey() {
    await().untilAsserted(() -> when().get("/q/health").then().statusCode(200));
  }

  private static RequestSpecification as(String key) {
    return given().header("Authorization", "Bearer " + key);
  }

  private static String submit(String key) {
    return as(key)
        .contentType(ContentType.JSON)
        .body(Requests.GOOD)
        .post("/api/v1/experiments")
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }

  private static ValidatableResponse submit(String owner, String key, String body) {
    return as(owner)
        .contentType(ContentType.JSON)
        .header("Idempotency-Key", key)
        .body(body)
        .post("/api/v1/experiments")
        .then();
  }

  private static Response send(RequestSpecification as, String method, String url) {
    if (method.equals("POST") && url.equals("/api/v1/experiments")) {
      as = as.contentType(ContentType.JSON).body("{}");
    }
    return as.request(method, url);
  }

  private static String filled(String path, String id) {
    return path.replace("{id}", id)
        .replace("{variant}", "cross-entropy_one-shot_0.9")
        .replace("{seed}", "0")
        .replace("{sample}", "1")
        .replace("{file}", "runs.csv")
        .replace("{name}", "quickstart")
        .replace("{sha256}", "0".repeat(64))
        .replaceAll("\\{table[^}]*}", "curves");
  }
}

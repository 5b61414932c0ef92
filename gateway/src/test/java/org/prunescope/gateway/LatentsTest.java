package org.prunescope.gateway;

import static io.restassured.RestAssured.when;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.prunescope.gateway.infrastructure.Infrastructure;

/** Where a network's latents lie in two dimensions. */
@QuarkusTest
@QuarkusTestResource(Infrastructure.class)
class LatentsTest {
  private static final String PRUNED = "cross-entropy_one-shot_0.9";

  @Inject DataSource database;

  private PublishedTables tables;
  private String id = "";

  @BeforeEach
  void publish() throws SQLException {
    tables = new PublishedTables(database);
    tables.create();
    id = Requests.submit("mapped");
    tables.map(id, PRUNED, 0);
  }

  @AfterEach
  void withdraw() throws SQLException {
    tables.drop();
  }

  @Test
  void areThoseOfTheRunsEndInTheTestSetsOrder() {
    latents(PRUNED + "/0")
        .statusCode(200)
        .body("run", equalTo(id + "/" + PRUNED + "/0"))
        .body("attempt", equalTo(2))
        .body("share", contains(.75f, .125f))
        .body("pc1", contains(.5f, -.5f))
        .body("pc2", contains(.25f, -.25f));
  }

  @Test
  void areAConflictWhileNotMeasured() {
    latents("cross-entropy_dense/0")
        .statusCode(409)
        .body("detail", containsString("its end is not measured yet"));
  }

  @ParameterizedTest
  @ValueSource(strings = {PRUNED + "/99", "cross-entropy_dens/0", PRUNED + "/first"})
  void ofARunThatThereIsNotAreNotFound(String run) {
    latents(run).statusCode(404).body("detail", containsString("There is no run " + run));
  }

  private ValidatableResponse latents(String run) {
    return when().get("/api/v1/experiments/" + id + "/runs/" + run + "/latents").then();
  }
}

package org.prunescope.gateway;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.prunescope.gateway.infrastructure.Waiting.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.prunescope.gateway.infrastructure.Infrastructure;

/** Whoever watches over the gateway learns of Kafka, whoever sends it requests of PostgreSQL. */
@QuarkusTest
@QuarkusTestResource(Infrastructure.class)
class HealthTest {
  @Test
  void isReadyOnceKafkaHearsOfEveryConsumer() {
    await()
        .untilAsserted(
            () ->
                given()
                    .get("/q/health/ready")
                    .then()
                    .statusCode(200)
                    .body("checks.name", hasItem("member of the group")));
  }

  @Test
  void takesRequestsWherePostgresqlIsThere() {
    given()
        .get("/q/health/group/requests")
        .then()
        .statusCode(200)
        .body("checks.size()", equalTo(1))
        .body("checks[0].name", equalTo("takes requests"));
  }
}

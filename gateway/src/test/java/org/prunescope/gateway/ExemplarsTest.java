package org.prunescope.gateway;

import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.prunescope.contract.experiment.DataSetSpec;
import org.prunescope.dataset.DataSetUnavailableException;
import org.prunescope.dataset.DataSets;
import org.prunescope.gateway.infrastructure.Infrastructure;

/** Which images a pruned population sees otherwise than its baseline, as the gateway ranks them. */
@QuarkusTest
@QuarkusTestResource(Infrastructure.class)
class ExemplarsTest {
  private static final String DENSE = "cross-entropy_dense";
  private static final String PRUNED = "cross-entropy_one-shot_0.9";

  /** Of {@code shapes}, in the order of their labels. */
  private static final List<String> CLASSES = classes();

  @Inject DataSource database;

  private PublishedTables tables;
  private String id = "";

  @BeforeEach
  void publish() throws SQLException {
    tables = new PublishedTables(database);
    tables.create();
    id = Requests.submitted(Requests.GOOD).getString("id");
  }

  @AfterEach
  void withdraw() throws SQLException {
    tables.drop();
  }

  /**
   * Samples 0 to 4: of taxicab 0.5, 2, 1, 1, 0.2; 1, 2 and 3 are PIEs where ties go to the smallest
   * label, 0 and 1 where they go to the largest.
   */
  private void compared() throws SQLException {
    tables.execute(
        """
        insert into results.v1_comparisons values
          ('%1$s', '%2$s', 'compared', false, 2, 3, 2, 1.25, 0, 3, 0.0078125, 0.5),
          ('elsewhere', '%2$s', 'compared', false, 9, 9, 9, 9, 9, 9, 9, 9)
        """
            .formatted(id, PRUNED));
    tables.execute(
        """
        insert into results.v1_exemplars values
          ('%1$s', '%2$s', '%3$s',
             0, 7, 4, 4, false, 4, 5, true, 0.5, 0.5, 0.5, null, null, null, null, null, null),
          ('%1$s', '%2$s', '%3$s',
             1, 3, 3, 8, true, 3, 8, true, 2, 1, 0.75, 0.5, 0.25, 1.5, 2, 3, 4),
          ('%1$s', '%2$s', '%3$s',
             3, 7, 7, 1, true, 7, 7, false, 1, 1, 0.5, null, null, null, null, null, null),
          ('%1$s', '%2$s', '%3$s',
             2, 3, 3, 1, true, 3, 3, false, 1, 1, 0.5, null, null, null, null, null, null),
          ('%1$s', '%2$s', '%3$s',
             4, 0, 0, 0, false, 0, 0, false, 0.2, 1, 0.9, null, null, null, null, null, null),
          ('elsewhere', '%2$s', '%3$s',
             1, 0, 0, 1, true, 0, 1, true, 2, 1, 1, null, null, null, null, null, null)
        """
            .formatted(id, PRUNED, DENSE));
  }

  @Test
  void piesAreRankedByTaxicabDistanceThenBySample() throws Exception {
    compared();

    JsonPath page = page("");

    assertThat(samples(page)).containsExactly(1, 2, 3);
    assertThat(page.getString("experiment")).isEqualTo(id);
    assertThat(page.getString("variant")).isEqualTo(PRUNED);
    assertThat(page.getString("baseline")).isEqualTo(DENSE);
    assertThat(page.getInt("n")).isEqualTo(2);
    assertThat(page.getInt("pies")).isEqualTo(3);
    assertThat(page.getDouble("floor.mean")).isEqualTo(1.25);
    assertThat(page.getDouble("floor.p")).isEqualTo(0.0078125);
    assertThat(page.<@Nullable Integer>get("next")).isNull();
  }

  @Test
  void eachHasItsLabelsWithNamesAndWhatEachPopulationSays() throws Exception {
    compared();

    when()
        .get(path(PRUNED, ""))
        .then()
        .statusCode(200)
        .body("exemplars[0].image", equalTo("/api/v1/experiments/" + id + "/samples/1.png"))
        .body("exemplars[0].trueLabel.label", equalTo(3))
        .body("exemplars[0].trueLabel.name", equalTo(CLASSES.get(3)))
        .body("exemplars[0].denseLabel.name", equalTo(CLASSES.get(3)))
        .body("exemplars[0].prunedLabel.name", equalTo(CLASSES.get(8)))
        .body("exemplars[0].agreement.dense", equalTo(1.0f))
        .body("exemplars[0].agreement.pruned", equalTo(0.75f))
        .body("exemplars[0].taxicab", equalTo(2.0f))
        .body("exemplars[0].pie", equalTo(true))
        .body("exemplars[0].q.dense", equalTo(0.5f))
        .body("exemplars[0].q.pruned", equalTo(0.25f))
        .body("exemplars[0].depth.finalPrediction.dense", equalTo(1.5f))
        .body("exemplars[0].depth.finalPrediction.pruned", equalTo(2.0f))
        .body("exemplars[0].depth.trueLabel.dense", equalTo(3.0f))
        .body("exemplars[0].depth.trueLabel.pruned", equalTo(4.0f))
        .body("exemplars[1].q.dense", nullValue())
        .body("exemplars[1].depth.trueLabel.pruned", nullValue());
  }

  @Test
  void theSmallestDistanceMayComeFirst() throws Exception {
    compared();

    JsonPath first = page("?order=ascending&limit=2");
    JsonPath second = page("?order=ascending&limit=2&after=" + first.getInt("next"));

    assertThat(samples(first)).containsExactly(2, 3);
    assertThat(samples(second)).containsExactly(1);
  }

  @Test
  void aSampleHasItsFateInEveryComparedVariant() throws Exception {
    compared();

    when()
        .get("/api/v1/experiments/" + id + "/samples/1")
        .then()
        .statusCode(200)
        .body("experiment", equalTo(id))
        .body("sample", equalTo(1))
        .body("image", equalTo("/api/v1/experiments/" + id + "/samples/1.png"))
        .body("fates.variant", equalTo(List.of(PRUNED)))
        .body("fates[0].baseline", equalTo(DENSE))
        .body("fates[0].exemplar.pie", equalTo(true))
        .body("fates[0].exemplar.prunedLabel.name", equalTo(CLASSES.get(8)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"100000", "-1", "one"})
  void aSampleThatIsNotThereHasNone(String sample) {
    when()
        .get("/api/v1/experiments/" + id + "/samples/" + sample)
        .then()
        .statusCode(404)
        .contentType("application/problem+json");
  }

  @Test
  void equalVotesMayGoToTheLargestLabel() throws Exception {
    compared();

    JsonPath page = page("?tie=largest");

    assertThat(samples(page)).containsExactly(1, 0);
    assertThat(page.getInt("pies")).isEqualTo(2);
    assertThat(page.getInt("exemplars[1].prunedLabel.label")).isEqualTo(5);
    assertThat(page.getDouble("floor.mean")).isEqualTo(0.5);
    assertThat(page.<@Nullable Double>get("floor.p")).isNull();
  }

  @Test
  void allSamplesOrThoseOfAClassMayBeAskedFor() throws Exception {
    compared();

    assertThat(samples(page("?pie=false"))).containsExactly(1, 2, 3, 0, 4);
    assertThat(samples(page("?pie=false&trueLabel=7"))).containsExactly(3, 0);
    assertThat(samples(page("?trueLabel=7"))).containsExactly(3);
    assertThat(samples(page("?trueLabel=9"))).isEmpty();
  }

  @Test
  void pagesFollowOneAnotherWithoutGapOrRepetition() throws Exception {
    compared();
    for (int limit = 1; limit <= 5; limit++) {
      List<Integer> seen = new ArrayList<>();
      String query = "?pie=false&limit=" + limit;
      JsonPath page = page(query);
      seen.addAll(samples(page));
      while (page.get("next") != null) {
        assertThat(samples(page)).hasSize(limit);
        page = page(query + "&after=" + page.getInt("next"));
        seen.addAll(samples(page));
      }
      assertThat(seen).containsExactly(1, 2, 3, 0, 4);
    }
  }

  @Test
  void whatIsNotComparedSaysWhatItWaitsFor() throws Exception {
    refused(409, PRUNED, "not compared yet: it is waiting for runs");
    tables.execute(
        "insert into results.v1_comparisons values ('%s', '%s', 'waiting for baseline')"
            .formatted(id, PRUNED));
    refused(409, PRUNED, "not compared yet: it is waiting for baseline");
    refused(409, DENSE, "is a baseline");
    refused(404, "cross-entropy_one-shot_0.5", "There is no variant");
    refused(404, "No variant", "There is no variant");
    when().get("/api/v1/experiments/nowhere/variants/a_b/exemplars").then().statusCode(404);
    tables.drop();
    refused(503, PRUNED, "metrics has not started");
  }

  @Test
  void badParametersAreRefusedByName() throws Exception {
    compared();
    refusedParameter("?limit=0", "limit", "from 1 to 1000, not 0");
    refusedParameter("?limit=1001", "limit", "from 1 to 1000");
    refusedParameter("?limit=ten", "limit", "not ten");
    refusedParameter("?pie=yes", "pie", "must be true or false, not yes");
    refusedParameter("?tie=both", "tie", "must be smallest or largest");
    refusedParameter("?trueLabel=10", "trueLabel", "from 0 to 9");
    refusedParameter("?after=20", "after", "from 0 to 19");
    refusedParameter("?after=-1", "after", "from 0 to 19");
    refusedParameter("?pies=true", "pies", "is no parameter of this");
  }

  /** Columns that came later are null as long as metrics publishes none. */
  @Test
  void anOlderViewIsReadToo() throws Exception {
    compared();
    tables.execute("alter table results.v1_exemplars drop column dense_q");
    tables.execute("alter table results.v1_comparisons drop column floor_p");

    when()
        .get(path(PRUNED, ""))
        .then()
        .statusCode(200)
        .body("floor.p", nullValue())
        .body("exemplars", hasSize(3))
        .body("exemplars.q.dense", contains(nullValue(), nullValue(), nullValue()));
  }

  private static List<String> classes() {
    try {
      return DataSets.open(new DataSetSpec.Shapes(0, 10, 10), Path.of("unused")).classes();
    } catch (DataSetUnavailableException e) {
      throw new AssertionError(e);
    }
  }

  private JsonPath page(String query) {
    return when().get(path(PRUNED, query)).then().statusCode(200).extract().jsonPath();
  }

  private static List<Integer> samples(JsonPath page) {
    return page.getList("exemplars.sample", Integer.class);
  }

  private void refused(int status, String variant, String detail) {
    when()
        .get(path(variant, ""))
        .then()
        .statusCode(status)
        .contentType("application/problem+json")
        .body("detail", containsString(detail));
  }

  private void refusedParameter(String query, String parameter, String message) {
    when()
        .get(path(PRUNED, query))
        .then()
        .statusCode(400)
        .body("errors[0].field", equalTo(parameter))
        .body("errors[0].message", containsString(message));
  }

  private String path(String variant, String query) {
    return "/api/v1/experiments/" + id + "/variants/" + variant + "/exemplars" + query;
  }
}

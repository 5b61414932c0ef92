package org.prunescope.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.prunescope.gateway.infrastructure.Waiting.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.prunescope.gateway.infrastructure.Infrastructure;
import org.prunescope.gateway.infrastructure.Sql;

/** Whoever goes through a list page by page sees each entry once, whatever is added meanwhile. */
@QuarkusTest
@QuarkusTestResource(Infrastructure.class)
class PagesTest {
  private static final String LIST = "/api/v1/experiments";

  @Inject DataSource database;

  @Test
  void pagesOfExperimentsHoldEachOnceWhileOthersAreSubmitted() {
    List<String> submitted = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      submitted.addFirst(Requests.submit("paged Experiment " + i));
    }

    List<String> seen = new ArrayList<>();
    @Nullable String next = null;
    do {
      JsonPath page = page(LIST, with(next, Map.of("name", "PAGED", "limit", "2")));
      seen.addAll(page.getList("experiments.id"));
      next = page.getString("next");
      Requests.submit("paged, too late to be seen");
    } while (next != null);

    assertThat(seen).isEqualTo(submitted);
  }

  @Test
  void experimentsAreFoundByWhetherTheyAreComplete() throws SQLException {
    String running = Requests.submit("by state, running");
    String complete = Requests.submit("by state, complete");
    Sql.execute(
        database,
        "update gateway.run set state = 'MEASURED' where experiment = '%s'".formatted(complete));

    for (String[] expected :
        List.of(new String[] {"running", running}, new String[] {"complete", complete})) {
      JsonPath page = page(LIST, Map.of("name", "by state,", "state", expected[0]));
      assertThat(page.getList("experiments.id")).containsExactly(expected[1]);
      assertThat(page.getBoolean("experiments[0].complete"))
          .isEqualTo(expected[0].equals("complete"));
    }
  }

  /** What is measured last, while a list is read, makes a comparison due. */
  @Test
  void noExperimentIsCompleteBeforeItsLastComparison() throws Exception {
    String id = Requests.submit("measured meanwhile");
    execute("update gateway.run set state = 'TRAINED' where experiment = '%s'".formatted(id));
    execute("create schema if not exists results");
    execute("create table results.v1_comparisons (experiment text, due boolean)");
    try (Connection held = database.getConnection();
        Statement hold = held.createStatement();
        ExecutorService one = Executors.newSingleThreadExecutor()) {
      held.setAutoCommit(false);
      hold.execute("lock table gateway.run in access exclusive mode");
      Future<JsonPath> listed =
          one.submit(() -> page(LIST, Map.of("name", "measured meanwhile", "state", "complete")));
      await()
          .until(
              () ->
                  Sql.number(
                          database,
                          "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                              + " and query like 'select e.id from gateway.experiment e%'")
                      == 1);

      hold.execute("insert into results.v1_comparisons values ('%s', true)".formatted(id));
      hold.execute(
          "update gateway.run set state = 'MEASURED' where experiment = '%s'".formatted(id));
      held.commit();

      assertThat(listed.get().getList("experiments.id")).isEmpty();
    } finally {
      execute("drop table results.v1_comparisons");
    }
  }

  @Test
  void whatWasAskedToGoOnIsNotComplete() throws SQLException {
    String id = Requests.submit("asked to go on");
    Sql.execute(
        database,
        "update gateway.run set state = 'CANCELLED', decided = 'CANCELLED', attempt = 1"
            + " where experiment = '%s'".formatted(id));
    Map<String, String> complete = Map.of("name", "asked to go on", "state", "complete");
    assertThat(page(LIST, complete).getList("experiments.id")).containsExactly(id);

    given().post(LIST + "/" + id + "/resume").then().statusCode(202);

    assertThat(page(LIST, complete).getList("experiments.id")).isEmpty();
    JsonPath running = page(LIST, Map.of("name", "asked to go on", "state", "running"));
    assertThat(running.getList("experiments.id")).containsExactly(id);
    assertThat(running.getBoolean("experiments[0].complete")).isFalse();
    assertThat(running.getInt("experiments[0].resumptionsDue")).isEqualTo(4);
  }

  @Test
  void runsArePagedAndFoundByStateAndVariant() throws SQLException {
    String id = Requests.submit("runs by page");
    String runs = LIST + "/" + id + "/runs";
    Sql.execute(
        database,
        "update gateway.run set state = 'FAILED' where id = '%s/cross-entropy_dense/1'"
            .formatted(id));

    JsonPath first = page(runs, Map.of("limit", "3"));
    assertThat(first.getList("runs")).hasSize(3);
    JsonPath second = page(runs, Map.of("limit", "3", "after", first.getString("next")));
    assertThat(second.getList("runs.run")).containsExactly(id + "/cross-entropy_one-shot_0.9/1");
    assertThat(second.getString("next")).isNull();
    assertThat(page(runs, Map.of("state", "FAILED")).getList("runs.run"))
        .containsExactly(id + "/cross-entropy_dense/1");
    given()
        .queryParam("variant", "cross-entropy_one-shot_0.9")
        .get(runs)
        .then()
        .body("runs", hasSize(2))
        .body("runs.variant", everyItem(equalTo("cross-entropy_one-shot_0.9")));
  }

  /** Path below the list, name and value of a parameter, and what the refusal says of it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "       | limit   | 0        | whole number from 1 to 1000",
        "       | limit   | 1001     | whole number from 1 to 1000",
        "       | limit   | ten      | whole number from 1 to 1000",
        "       | after   | nowhere  | value of next",
        "       | after   | UlVOUyAz | value of next",
        "       | state   | TRAINED  | running or complete",
        "       | colour  | red      | is no parameter",
        "/runs  | state   | complete | REQUESTED",
        "/runs  | variant | dense    | cross-entropy_dense",
        "/runs  | after   | UlVOUyB4 | value of next",
        "/checkpoints | seed | -1    | whole number from 0",
        "/checkpoints | last | yes   | true",
        "/events | n      | 1        | is no parameter",
        "/request | n     | 1        | is no parameter",
        "/plan  | n      | 1        | is no parameter",
        "/results | n     | 1        | is no parameter",
        "/variants/cross-entropy_dense/training | seed | x | whole number"
      })
  void whatIsNotAParameterIsRefusedByName(
      @Nullable String path, String name, String value, String words) {
    String below = path == null ? "" : "/" + Requests.submit("refused") + path;
    given()
        .queryParam(name, value)
        .get(LIST + below)
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("errors[0].field", equalTo(name))
        .body("errors[0].message", containsString(words));
  }

  private void execute(String sql) throws SQLException {
    Sql.execute(database, sql);
  }

  private static Map<String, String> with(@Nullable String after, Map<String, String> parameters) {
    Map<String, String> all = new HashMap<>(parameters);
    if (after != null) {
      all.put("after", after);
    }
    return all;
  }

  private static JsonPath page(String path, Map<String, String> parameters) {
    return given().queryParams(parameters).get(path).then().statusCode(200).extract().jsonPath();
  }
}

package org.prunescope.gateway;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prunescope.gateway.infrastructure.Infrastructure;

/** Tables of results as files, and the small ones as JSON. */
@QuarkusTest
@QuarkusTestResource(Infrastructure.class)
class ExportTest {
  private static final String DENSE = "cross-entropy_dense";
  private static final String PRUNED = "cross-entropy_one-shot_0.9";

  @Inject DataSource database;
  @Inject ExportResults exports;

  @ConfigProperty(name = "prunescope.exports.folder")
  Path folder;

  @TempDir Path files;

  private PublishedTables tables;
  private String id = "";

  @BeforeEach
  void publish() throws SQLException {
    tables = new PublishedTables(database);
    tables.create();
    id = Requests.submitted(Requests.GOOD).getString("id");
    tables.execute(
        """
        insert into results.v1_runs values
          ('%1$s', '%2$s', 10, 'measured', 2, 0, 10, 'trained', '2026-11-28 09:30:00.25+01',
            0.1, null, '{0.5,null,1e-300}', '{"a \\"b\\"",null,"c,d"}', true),
          ('%1$s', '%2$s', 9, 'failed', 1, 0, 10, 'trained', null, null,
            E'it said: "no",\\nand stopped', null, '{}', false),
          ('%1$s', '%3$s', 0, 'measured', 1, 1, 5, 'trained', null, 'NaN', '', null, null, null),
          ('elsewhere', '%2$s', 0, 'measured', 1, 0, 10, 'trained', null, 0.3, null, null, null, null)
        """
            .formatted(id, DENSE, PRUNED));
  }

  @AfterEach
  void withdraw() throws SQLException {
    tables.drop();
  }

  @Test
  void csvHasAHeaderAndTheExperimentsRowsInOrder() {
    String csv =
        given()
            .when()
            .get(path("export/runs.csv"))
            .then()
            .statusCode(200)
            .contentType("text/csv")
            .header("Content-Disposition", "attachment; filename=\"%s-runs.csv\"".formatted(id))
            .extract()
            .asString();

    assertThat(csv)
        .isEqualTo(
            """
            experiment,variant,seed,state,attempt,phase,step,stage,measured_at,accuracy,failure_detail,layers,names,confident,pc1_share,pc2_share
            ID,cross-entropy_dense,9,failed,1,0,10,trained,,,"it said: ""no"",
            and stopped",,[],false,,
            ID,cross-entropy_dense,10,measured,2,0,10,trained,2026-11-28 08:30:00.25+00,0.1,,"[0.5,null,1e-300]","[""a \\""b\\""\"",null,""c,d""]",true,,
            ID,cross-entropy_one-shot_0.9,0,measured,1,1,5,trained,,NaN,"",,,,,
            """
                .replace("ID", id));
  }

  @Test
  void parquetHasTheSameRowsWithTheirTypes() throws Exception {
    Path file = parquet("export/runs.parquet");

    assertThat(types(file))
        .containsEntry("variant", "VARCHAR")
        .containsEntry("seed", "BIGINT")
        .containsEntry("attempt", "INTEGER")
        .containsEntry("measured_at", "TIMESTAMP WITH TIME ZONE")
        .containsEntry("accuracy", "DOUBLE")
        .containsEntry("layers", "DOUBLE[]")
        .containsEntry("names", "VARCHAR[]")
        .containsEntry("confident", "BOOLEAN");
    assertThat(
            rows(
                file,
                "seed, accuracy, failure_detail, layers::varchar, names[1], names[2], names[3],"
                    + " confident, epoch_ms(measured_at)"))
        .containsExactly(
            row(9L, null, "it said: \"no\",\nand stopped", null, null, null, null, false, null),
            row(
                10L,
                0.1,
                null,
                "[0.5, NULL, 1e-300]",
                "a \"b\"",
                null,
                "c,d",
                true,
                1795854600250L),
            row(0L, Double.NaN, "", null, null, null, null, null, null));
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void samplesAreThoseOfTheEndsUnlessAllAreAskedFor() throws Exception {
    // the dense run's end by its newest attempt and one along training; the pruned run's end
    samples(DENSE, 10, 1, 0, 10);
    samples(DENSE, 10, 2, 0, 5);
    samples(DENSE, 10, 2, 0, 10);
    samples(PRUNED, 0, 1, 1, 5);

    assertThat(lines("export/samples.csv")).hasSize(1 + 3 + 3);
    assertThat(lines("export/samples.csv?positions=all")).hasSize(1 + 4 * 3);
    assertThat(lines("export/samples.csv?variant=" + PRUNED)).hasSize(1 + 3);
    assertThat(lines("export/samples.csv").subList(1, 3))
        .containsExactly(
            id + ",cross-entropy_dense,10,2,0,10,trained,0,3,true,0.1,,,",
            id + ",cross-entropy_dense,10,2,0,10,trained,1,3,false,0.1,0.25,,");
    Path file = parquet("export/samples.parquet?positions=all&variant=" + DENSE);
    assertThat(types(file))
        .containsEntry("true_label", "SMALLINT")
        .containsEntry("confidence", "FLOAT");
    assertThat(rows(file, "attempt, step, sample, confidence, q").getFirst())
        .isEqualTo(row(2, 5, 0, 0.1f, null));
    assertThat(rows(file, "sample")).hasSize(9);
  }

  @Test
  void atOneStepAMaskComesAfterWhatItPrunes() throws Exception {
    samples(PRUNED, 0, 1, 0, 5);
    tables.execute(
        "insert into results.v1_samples select experiment, variant, seed, attempt, phase, step,"
            + " 'pruned', sample from results.v1_samples");

    assertThat(lines("export/samples.csv?positions=all").subList(1, 7))
        .extracting(line -> line.split(",")[6])
        .containsExactly("trained", "trained", "trained", "pruned", "pruned", "pruned");
  }

  @Test
  void anExperimentOfWhichNothingIsMeasuredHasAHeaderAlone() throws Exception {
    tables.execute("delete from results.v1_runs");

    assertThat(lines("export/samples.csv")).hasSize(1);
    Path file = parquet("export/samples.parquet");
    assertThat(rows(file, "sample")).isEmpty();
    assertThat(types(file)).hasSize(14);
  }

  @Test
  void whatIsNotThereIsRefusedWithWhatIs() {
    when()
        .get(path("export/secrets.csv"))
        .then()
        .statusCode(404)
        .contentType("application/problem+json")
        .body("detail", containsString("runs, variants, means, comparisons, samples"));
    for (String file : List.of("runs.xlsx", "runs", "runs.CSV", ".csv", "v1_runs.csv")) {
      when().get(path("export/" + file)).then().statusCode(404);
    }
    when().get("/api/v1/experiments/nowhere/export/runs.csv").then().statusCode(404);
    refused("export/runs.csv?positions=all", "positions", "is no parameter of this");
    refused("export/samples.csv?positions=some", "positions", "must be end or all, not some");
    refused("export/samples.csv?variant=none", "variant", "must be one of");
    refused("export/samples.csv?variant=a&variant=b", "variant", "must be given once");
  }

  @Test
  void whatMetricsHasNotPublishedIsNotThereYet() {
    when()
        .get(path("export/overlaps.csv"))
        .then()
        .statusCode(503)
        .contentType("application/problem+json");
    when().get(path("overlaps")).then().statusCode(503);
  }

  @Test
  void smallTablesAreJsonToo() throws Exception {
    tables.execute(
        """
        insert into results.v1_estimates values
          ('%1$s', '%2$s', 'q', 'pies', 'pruned', false, 0.25),
          ('%1$s', '%2$s', 'q', 'pies', 'dense', true, 0.5),
          ('%1$s', '%2$s', 'accuracy', 'all', 'dense', true, null)
        """
            .formatted(id, PRUNED));

    when()
        .get(path("estimates"))
        .then()
        .statusCode(200)
        .body("quantity", contains("accuracy", "q"))
        .body("[0].mean", equalTo(null))
        .body("[1].atEnd", equalTo(true));
    when().get(path("estimates?positions=all")).then().body("", hasSize(3));
    when().get(path("estimates?variant=" + DENSE)).then().body("", hasSize(0));
    when().get("/api/v1/experiments/nowhere/estimates").then().statusCode(404);
    refused("estimates?seed=1", "seed", "is no parameter");
  }

  @Test
  void moreExportsThanThereMayBeAreTurnedAway() throws Exception {
    for (int i = 0; i < ExportResults.AT_ONCE; i++) {
      exports.acquire();
    }
    try {
      for (String format : List.of("csv", "parquet")) {
        when()
            .get(path("export/runs." + format))
            .then()
            .statusCode(503)
            .contentType("application/problem+json");
      }
    } finally {
      for (int i = 0; i < ExportResults.AT_ONCE; i++) {
        exports.release();
      }
    }
    assertThat(lines("export/runs.csv")).isNotEmpty();
  }

  @Test
  void aFileThatBreaksOffIsNoWholeFile() throws Exception {
    // given samples of which those of the second run cannot be read
    tables.execute("drop table results.v1_samples");
    tables.execute(
        """
        create view results.v1_samples as
        select '%1$s'::text as experiment, run.*, 'trained'::text as stage, sample,
          1 / (case when variant = '%3$s' then 0 else 1 end) as q
        from (values ('%2$s'::text, 10, 2, 0, 10), ('%3$s', 0, 1, 1, 5))
            as run (variant, seed, attempt, phase, step),
          generate_series(1, 50000) sample
        """
            .formatted(id, DENSE, PRUNED));
    URI uri = URI.create("http://localhost:" + RestAssured.port + path("export/samples.csv"));
    HttpRequest request = HttpRequest.newBuilder(uri).build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      assertThatThrownBy(() -> client.send(request, BodyHandlers.ofByteArray()))
          .isInstanceOf(IOException.class);
    }
    // and as Parquet, which is made before it is sent, it is a failure that says so
    when()
        .get(path("export/samples.parquet"))
        .then()
        .statusCode(500)
        .contentType("application/problem+json");
    assertThat(leftovers()).isEmpty();
  }

  private void samples(String variant, int seed, int attempt, int phase, int step)
      throws SQLException {
    tables.execute(
        """
        insert into results.v1_samples
        select '%s', '%s', %d, %d, %d, %d, 'trained', sample, 3, sample %% 2 = 0, 0.1,
          case when sample > 0 then 0.25 end
        from generate_series(2, 0, -1) sample
        """
            .formatted(id, variant, seed, attempt, phase, step));
  }

  private String path(String rest) {
    return "/api/v1/experiments/" + id + "/" + rest;
  }

  private List<String> lines(String rest) {
    return when().get(path(rest)).then().statusCode(200).extract().asString().lines().toList();
  }

  private void refused(String rest, String parameter, String message) {
    when()
        .get(path(rest))
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("errors[0].field", equalTo(parameter))
        .body("errors[0].message", containsString(message));
  }

  private Path parquet(String rest) throws IOException {
    byte[] bytes =
        when()
            .get(path(rest))
            .then()
            .statusCode(200)
            .contentType("application/vnd.apache.parquet")
            .extract()
            .asByteArray();
    assertThat(new String(bytes, 0, 4, UTF_8)).isEqualTo("PAR1");
    return Files.write(files.resolve("read.parquet"), bytes);
  }

  private static Map<String, String> types(Path file) throws SQLException {
    Map<String, String> types = new LinkedHashMap<>();
    for (List<@Nullable Object> row : query("describe select * from '%s'".formatted(file))) {
      types.put(String.valueOf(row.get(0)), String.valueOf(row.get(1)));
    }
    return types;
  }

  private static List<List<@Nullable Object>> rows(Path file, String columns) throws SQLException {
    return query("select %s from '%s'".formatted(columns, file));
  }

  private static List<List<@Nullable Object>> query(String sql) throws SQLException {
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<List<@Nullable Object>> rows = new ArrayList<>();
      while (result.next()) {
        List<@Nullable Object> row = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(result.getObject(i));
        }
        rows.add(row);
      }
      return rows;
    }
  }

  private static List<@Nullable Object> row(@Nullable Object... values) {
    List<@Nullable Object> row = new ArrayList<>();
    for (Object value : values) {
      row.add(value);
    }
    return row;
  }

  private List<Path> leftovers() throws IOException {
    try (Stream<Path> left = Files.list(folder)) {
      return left.toList();
    }
  }
}

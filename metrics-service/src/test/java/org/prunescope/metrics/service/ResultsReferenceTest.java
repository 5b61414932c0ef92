package org.prunescope.metrics.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The reference of the results says what the database says of itself. {@code
 * -Dwrite-reference=true} writes its generated part anew.
 */
@QuarkusTest
@QuarkusTestResource(KafkaAndPostgres.class)
class ResultsReferenceTest {
  private static final Path REFERENCE = Path.of("..", "docs", "RESULTS.md");
  private static final String WRITE = "write-reference";
  private static final String GENERATED =
      "<!-- From here on generated from the database's comments, by ResultsReferenceTest. -->\n";
  private static final Pattern QUERY = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL);

  private static final String VIEWS =
      """
      select c.relname as name, obj_description(c.oid) as comment, c.oid
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'results' and c.relkind = 'v' order by c.relname
      """;

  private static final String COLUMNS =
      """
      select a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
        col_description(a.attrelid, a.attnum) as comment
      from pg_attribute a
      where a.attrelid = ? and a.attnum > 0 and not a.attisdropped order by a.attnum
      """;

  @Inject AgroalDataSource dataSource;

  @Test
  void saysWhatTheDatabaseSaysOfEveryViewAndColumn() throws Exception {
    String expected = head() + GENERATED + views();

    if (Boolean.getBoolean(WRITE)) {
      Files.writeString(REFERENCE, expected);
    }

    assertThat(Files.readString(REFERENCE))
        .as(
            "docs/RESULTS.md is out of date: ./mvnw -pl metrics-service -am verify"
                + " -Dtest=ResultsReferenceTest -Dsurefire.failIfNoSpecifiedTests=false -D%s=true",
            WRITE)
        .isEqualTo(expected);
  }

  @Test
  void everyViewAndEveryColumnSaysWhatItHolds() throws Exception {
    List<Map<String, Object>> views = rows(VIEWS);

    assertThat(views).hasSizeGreaterThan(7);
    for (Map<String, Object> view : views) {
      assertThat(view.get("comment")).as("comment on %s", view.get("name")).isNotNull();
      assertThat(rows(COLUMNS, Objects.requireNonNull(view.get("oid"))))
          .as("columns of %s", view.get("name"))
          .isNotEmpty()
          .noneMatch(column -> column.get("comment") == null);
    }
  }

  @Test
  void itsQueriesRun() throws Exception {
    Matcher queries = QUERY.matcher(head());
    int run = 0;
    while (queries.find()) {
      rows(queries.group(1));
      run++;
    }
    assertThat(run).isGreaterThanOrEqualTo(5);
  }

  /** What people wrote: all before the generated part. */
  private static String head() throws IOException {
    String reference = Files.readString(REFERENCE);
    int end = reference.indexOf(GENERATED);
    assertThat(end).as("the line above the generated part").isPositive();
    return reference.substring(0, end);
  }

  private String views() throws SQLException {
    StringBuilder text = new StringBuilder();
    for (Map<String, Object> view : rows(VIEWS)) {
      text.append("\n## `results.%s`\n\n".formatted(view.get("name")));
      text.append(view.get("comment"))
          .append("\n\n| column | type | what it is |\n|---|---|---|\n");
      for (Map<String, Object> column : columns(view)) {
        text.append(
            "| `%s` | %s | %s |\n"
                .formatted(
                    column.get("name"),
                    column.get("type"),
                    cell(String.valueOf(column.get("comment")))));
      }
    }
    return text.toString();
  }

  private static String cell(String comment) {
    return comment.replace("|", "\\|").replace("\n", " ");
  }

  private List<Map<String, Object>> columns(Map<String, Object> view) throws SQLException {
    return rows(COLUMNS, Objects.requireNonNull(view.get("oid")));
  }

  private List<Map<String, Object>> rows(String query, Object... parameters) throws SQLException {
    return new Database(dataSource).rows(query, parameters);
  }
}

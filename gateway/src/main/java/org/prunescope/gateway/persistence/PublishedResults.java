package org.prunescope.gateway.persistence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.VariantId;

/**
 * The views that metrics publishes: a read contract whose columns are only ever added, so rows are
 * handed on as they are, with names in camel case.
 */
@ApplicationScoped
public class PublishedResults {
  private static final Pattern WORD = Pattern.compile("_([a-z0-9])");

  private final DataSource dataSource;
  private final ResultCopies copies;
  private final ObjectMapper json;

  PublishedResults(DataSource dataSource, ResultCopies copies, ObjectMapper json) {
    this.dataSource = dataSource;
    this.copies = copies;
    this.json = json;
  }

  /** The views are not there: metrics has never started on this database. */
  public static final class NotPublishedException extends Exception {
    private static final long serialVersionUID = 1L;

    NotPublishedException() {
      super("metrics has not published its views yet");
    }
  }

  /** Rows of {@code results.v1_variants}, in the plan's order. */
  public List<JsonNode> variants(ExperimentId experiment) throws NotPublishedException {
    return rows(ResultSelection.all(experiment, ResultTable.VARIANTS));
  }

  /** Rows of {@code results.v1_comparisons}, by variant. */
  public List<JsonNode> comparisons(ExperimentId experiment) throws NotPublishedException {
    return rows(ResultSelection.all(experiment, ResultTable.COMPARISONS));
  }

  /**
   * Rows of {@code results.v1_measurements}, run by run.
   *
   * @param seed of one run; null for all of the variant's
   */
  public List<JsonNode> measurements(
      ExperimentId experiment, VariantId variant, @Nullable Long seed)
      throws NotPublishedException {
    return rows(
        ResultTable.MEASUREMENTS,
        """
        select to_jsonb(m) from results.v1_measurements m
        where experiment = ? and variant = ? and (seed = ?::bigint or ?::bigint is null)
        order by seed, attempt, phase, step, stage desc
        """,
        experiment.value(),
        variant.value(),
        seed,
        seed);
  }

  /**
   * Rows of a table as one JSON array, as PostgreSQL itself writes it: they are thousands, which
   * nobody here has to look at; in the table's order.
   */
  public String table(ResultSelection selection) throws NotPublishedException {
    List<ResultColumn> columns = copies.columns(selection.table());
    String named =
        columns.stream()
            .map(column -> "\"%s\" as \"%s\"".formatted(column.name(), camelCase(column.name())))
            .collect(Collectors.joining(", "));
    String query =
        "select coalesce(json_agg(r), '[]') from (select %s from %s where %s order by %s) r"
            .formatted(
                named,
                selection.table().view(),
                selection.condition(),
                selection.table().order(columns));
    return read(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(query);
              ResultSet result = statement.executeQuery()) {
            result.next();
            return result.getString(1);
          }
        });
  }

  private List<JsonNode> rows(ResultSelection selection) throws NotPublishedException {
    List<ResultColumn> columns = copies.columns(selection.table());
    return rows(
        selection.table(),
        "select to_jsonb(r) from %s r where %s order by %s"
            .formatted(
                selection.table().view(), selection.condition(), selection.table().order(columns)));
  }

  /**
   * How many comparisons are still to be computed from what is measured, by experiment; those with
   * none are absent. While metrics has published nothing, nothing can be measured or due.
   */
  public Map<ExperimentId, Long> comparisonsDue() {
    return read(
        connection -> {
          Map<ExperimentId, Long> due = new HashMap<>();
          if (!isPublished(connection, ResultTable.COMPARISONS)) {
            return due;
          }
          try (PreparedStatement statement =
                  connection.prepareStatement(
                      """
                      select experiment, count(*) from results.v1_comparisons
                      where due group by experiment
                      """);
              ResultSet result = statement.executeQuery()) {
            while (result.next()) {
              due.put(new ExperimentId(result.getString(1)), result.getLong(2));
            }
          }
          return due;
        });
  }

  /** How many of an experiment's comparisons are still to be computed from what is measured. */
  public long comparisonsDue(ExperimentId experiment) {
    return read(
        connection -> {
          if (!isPublished(connection, ResultTable.COMPARISONS)) {
            return 0L;
          }
          try (PreparedStatement statement =
              connection.prepareStatement(
                  "select count(*) from results.v1_comparisons where experiment = ? and due")) {
            statement.setString(1, experiment.value());
            try (ResultSet result = statement.executeQuery()) {
              result.next();
              return result.getLong(1);
            }
          }
        });
  }

  /**
   * Experiments that were deleted and of which metrics still publishes something. Each is looked up
   * by itself, by an index: most are long gone, and of the others' rows nothing is computed.
   */
  public List<ExperimentId> deletedYetPublished() {
    return read(
        connection -> {
          List<ExperimentId> published = new ArrayList<>();
          if (!isPublished(connection, ResultTable.VARIANTS)) {
            return published;
          }
          try (PreparedStatement statement =
                  connection.prepareStatement(
                      """
                      select d.id from gateway.deleted_experiment d
                      where (
                        select v.ordinal from results.v1_variants v where v.experiment = d.id limit 1
                      ) is not null
                      """);
              ResultSet result = statement.executeQuery()) {
            while (result.next()) {
              published.add(new ExperimentId(result.getString(1)));
            }
          }
          return published;
        });
  }

  /** What a query of a table finds: one column of JSON. */
  List<JsonNode> rows(ResultTable table, String query, @Nullable Object... parameters)
      throws NotPublishedException {
    // Parsed when the connection is another's again.
    return written(table, query, parameters).stream().map(this::camelCased).toList();
  }

  private List<String> written(ResultTable table, String query, @Nullable Object... parameters)
      throws NotPublishedException {
    return read(connection -> {
          if (!isPublished(connection, table)) {
            return Optional.<List<String>>empty();
          }
          List<String> rows = new ArrayList<>();
          try (PreparedStatement statement = connection.prepareStatement(query)) {
            for (int i = 0; i < parameters.length; i++) {
              statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet result = statement.executeQuery()) {
              while (result.next()) {
                rows.add(result.getString(1));
              }
            }
          }
          return Optional.of(rows);
        })
        .orElseThrow(NotPublishedException::new);
  }

  private interface Query<T> {
    T on(Connection connection) throws SQLException;
  }

  private <T> T read(Query<T> query) {
    try (Connection connection = dataSource.getConnection()) {
      return query.on(connection);
    } catch (SQLException e) {
      throw new IllegalStateException("the results cannot be read", e);
    }
  }

  private static boolean isPublished(Connection connection, ResultTable table) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select to_regclass(?) is not null")) {
      statement.setString(1, table.view());
      try (ResultSet result = statement.executeQuery()) {
        return result.next() && result.getBoolean(1);
      }
    }
  }

  private JsonNode camelCased(String row) {
    try {
      ObjectNode named = json.createObjectNode();
      json.readTree(row)
          .properties()
          .forEach(column -> named.set(camelCase(column.getKey()), column.getValue()));
      return named;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("PostgreSQL wrote no JSON", e);
    }
  }

  private static String camelCase(String column) {
    return WORD.matcher(column).replaceAll(match -> match.group(1).toUpperCase(Locale.ROOT));
  }
}

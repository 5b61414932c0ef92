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
import javax.sql.DataSource;
import org.prunescope.contract.experiment.ExperimentId;

/**
 * The views that metrics publishes: a read contract whose columns are only ever added, so rows are
 * handed on as they are, with names in camel case.
 */
@ApplicationScoped
public class PublishedResults {
  private static final Pattern WORD = Pattern.compile("_([a-z0-9])");

  private final DataSource dataSource;
  private final ObjectMapper json;

  PublishedResults(DataSource dataSource, ObjectMapper json) {
    this.dataSource = dataSource;
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
    return rows(
        """
        select to_jsonb(v) from results.v1_variants v where experiment = ? order by ordinal
        """,
        experiment);
  }

  /** Rows of {@code results.v1_comparisons}, by variant. */
  public List<JsonNode> comparisons(ExperimentId experiment) throws NotPublishedException {
    return rows(
        """
        select to_jsonb(c) from results.v1_comparisons c where experiment = ? order by variant
        """,
        experiment);
  }

  /**
   * How many comparisons are still to be computed from what is measured, by experiment; those with
   * none are absent. While metrics has published nothing, nothing can be measured or due.
   */
  public Map<ExperimentId, Long> comparisonsDue() {
    return read(
        connection -> {
          Map<ExperimentId, Long> due = new HashMap<>();
          if (!isPublished(connection)) {
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

  private List<JsonNode> rows(String query, ExperimentId experiment) throws NotPublishedException {
    return read(connection -> {
          if (!isPublished(connection)) {
            return Optional.<List<JsonNode>>empty();
          }
          List<JsonNode> rows = new ArrayList<>();
          try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, experiment.value());
            try (ResultSet result = statement.executeQuery()) {
              while (result.next()) {
                rows.add(camelCase(result.getString(1)));
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

  /** All views are made in one transaction. */
  private static boolean isPublished(Connection connection) throws SQLException {
    try (PreparedStatement statement =
            connection.prepareStatement(
                "select to_regclass('results.v1_comparisons') is not null");
        ResultSet result = statement.executeQuery()) {
      return result.next() && result.getBoolean(1);
    }
  }

  private JsonNode camelCase(String row) {
    try {
      ObjectNode named = json.createObjectNode();
      json.readTree(row)
          .properties()
          .forEach(
              column ->
                  named.set(
                      WORD.matcher(column.getKey())
                          .replaceAll(match -> match.group(1).toUpperCase(Locale.ROOT)),
                      column.getValue()));
      return named;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("PostgreSQL wrote no JSON", e);
    }
  }
}

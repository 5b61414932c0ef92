package org.prunescope.system;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.prunescope.contract.experiment.ExperimentId;

/** All that metrics has stored, table by table, whatever tables and columns there are. */
public final class MetricsTables {
  /** Held by no experiment: images, constants, and Flyway's own. */
  static final Set<String> SHARED = Set.of("data_set", "student_t", "flyway_schema_history");

  /** They say how long it took. Numbers of rows and times are left out by their types. */
  private static final String[] DURATIONS = {"duration_millis"};

  private static final String TABLES =
      """
      select table_name from information_schema.tables
      where table_schema = 'metrics' and table_type = 'BASE TABLE'
      """;

  private static final String ROW_NUMBERS_AND_TIMES =
      """
      select column_name from information_schema.columns
      where table_schema = 'metrics' and table_name = ?
        and (is_identity = 'YES' or data_type = 'timestamp with time zone')
      """;

  private MetricsTables() {}

  /**
   * Rows of each table that name the experiment, as JSON with every other column, sorted; the
   * experiment's id is replaced, so that experiments of the same content have the same rows.
   */
  public static SortedMap<String, List<String>> rows(Connection connection, ExperimentId experiment)
      throws SQLException {
    SortedMap<String, List<String>> tables = new TreeMap<>();
    for (String table : strings(connection, TABLES)) {
      if (!SHARED.contains(table)) {
        tables.put(table, rows(connection, table, experiment));
      }
    }
    return tables;
  }

  private static List<String> rows(Connection connection, String table, ExperimentId experiment)
      throws SQLException {
    List<String> left = new ArrayList<>(strings(connection, ROW_NUMBERS_AND_TIMES, table));
    Collections.addAll(left, DURATIONS);
    String query =
        """
        select replace((to_jsonb(t) - ?::text[])::text, ?, 'EXPERIMENT') from metrics."%s" t
        where position(? in to_jsonb(t)::text) > 0
        """
            .formatted(table);
    List<String> rows = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setArray(1, connection.createArrayOf("text", left.toArray()));
      statement.setString(2, experiment.value());
      statement.setString(3, experiment.value());
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          rows.add(result.getString(1));
        }
      }
    }
    Collections.sort(rows);
    return rows;
  }

  public static List<String> strings(Connection connection, String query, String... parameters)
      throws SQLException {
    List<String> values = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          values.add(result.getString(1));
        }
      }
    }
    return values;
  }
}

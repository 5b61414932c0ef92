package org.prunescope.metrics.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Reads as a person with a notebook does. */
record Database(DataSource source) {
  /** A row's values, in the order of its columns. */
  static String text(Map<String, Object> row) {
    return row.values().stream().map(String::valueOf).collect(Collectors.joining(" "));
  }

  Map<String, Object> row(String query, Object... parameters) throws SQLException {
    List<Map<String, Object>> rows = rows(query, parameters);
    assertThat(rows).as(query).hasSize(1);
    return rows.getFirst();
  }

  List<Map<String, Object>> rows(String query, Object... parameters) throws SQLException {
    try (Connection connection = source.getConnection();
        PreparedStatement statement = connection.prepareStatement(query)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      try (ResultSet results = statement.executeQuery()) {
        List<Map<String, Object>> rows = new ArrayList<>();
        while (results.next()) {
          Map<String, Object> row = new LinkedHashMap<>();
          for (int i = 1; i <= results.getMetaData().getColumnCount(); i++) {
            row.put(results.getMetaData().getColumnLabel(i), results.getObject(i));
          }
          rows.add(row);
        }
        return rows;
      }
    }
  }
}

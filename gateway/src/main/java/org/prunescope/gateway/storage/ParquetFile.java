package org.prunescope.gateway.storage;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import org.duckdb.DuckDBDriver;
import org.prunescope.gateway.persistence.ResultColumn;

/** Parquet made of CSV by an embedded DuckDB, in memory that does not grow with the rows. */
public final class ParquetFile {
  private static final String MEMORY = "256MB";

  private ParquetFile() {}

  /**
   * Writes the rows of a CSV file with a header as a Parquet file, in their order.
   *
   * @param csv what is null is nothing between two commas; arrays are JSON
   * @param scratch folder for what does not fit into memory
   */
  public static void write(Path csv, List<ResultColumn> columns, Path parquet, Path scratch)
      throws SQLException {
    try (Connection duck = new DuckDBDriver().connect("jdbc:duckdb:", settings(scratch));
        Statement statement = duck.createStatement()) {
      statement.execute(
          """
          copy (select * from read_csv(%s, auto_detect = false, header = true, delim = ',',
            quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, columns = {%s}))
          to %s (format parquet, compression zstd)
          """
              .formatted(
                  literal(csv.toString()),
                  columns.stream()
                      .map(column -> literal(column.name()) + ": " + literal(type(column)))
                      .collect(Collectors.joining(", ")),
                  literal(parquet.toString())));
    }
  }

  private static Properties settings(Path scratch) {
    Properties settings = new Properties();
    settings.setProperty("memory_limit", MEMORY);
    settings.setProperty("threads", "1");
    settings.setProperty("temp_directory", scratch.toString());
    // Nothing is fetched from anywhere.
    settings.setProperty("autoinstall_known_extensions", "false");
    settings.setProperty("autoload_known_extensions", "false");
    return settings;
  }

  private static String type(ResultColumn column) {
    String type = column.type();
    return type.endsWith("[]")
        ? scalar(column, type.substring(0, type.length() - 2)) + "[]"
        : scalar(column, type);
  }

  private static String scalar(ResultColumn column, String type) {
    return switch (type) {
      case "boolean" -> "BOOLEAN";
      case "smallint" -> "SMALLINT";
      case "integer" -> "INTEGER";
      case "bigint" -> "BIGINT";
      case "real" -> "FLOAT";
      case "double precision", "numeric" -> "DOUBLE";
      case "text" -> "VARCHAR";
      case "timestamp with time zone" -> "TIMESTAMPTZ";
      default ->
          throw new IllegalArgumentException(
              "column %s is of type %s, which no Parquet type is known for"
                  .formatted(column.name(), type));
    };
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}

package org.prunescope.gateway.persistence;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.prunescope.gateway.persistence.PublishedResults.NotPublishedException;
import org.prunescope.gateway.persistence.ResultSelection.Positions;

/**
 * Rows of the published views as PostgreSQL itself writes them, so that millions pass through
 * without being held. One copy sees one moment, however long it takes.
 */
@ApplicationScoped
public class ResultCopies {
  private final DataSource dataSource;

  ResultCopies(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * The columns of a table.
   *
   * @throws NotPublishedException where metrics has not published it on this database
   */
  public List<ResultColumn> columns(ResultTable table) throws NotPublishedException {
    try (Connection connection = dataSource.getConnection()) {
      return columns(connection, table);
    } catch (SQLException e) {
      throw new IllegalStateException("the results cannot be read", e);
    }
  }

  /**
   * Writes the rows as CSV with a header. An array is written as JSON, and what is null as nothing.
   *
   * @param columns of the selection's table
   * @throws IOException where they cannot be written
   */
  public void writeCsv(ResultSelection selection, List<ResultColumn> columns, OutputStream out)
      throws IOException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute("set transaction isolation level repeatable read, read only");
        statement.execute("set local timezone to 'UTC'");
        CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
        boolean isFirst = true;
        for (String condition : conditions(statement, selection)) {
          copies.copyOut(copy(selection.table(), columns, condition, isFirst), out);
          isFirst = false;
        }
      } finally {
        connection.rollback();
      }
    } catch (SQLException e) {
      throw new IOException("the results cannot be read", e);
    }
  }

  private static String copy(
      ResultTable table, List<ResultColumn> columns, String condition, boolean withHeader) {
    return "copy (select %s from %s where %s order by %s) to stdout (format csv, header %s)"
        .formatted(
            columns.stream().map(ResultColumn::selected).collect(Collectors.joining(", ")),
            table.view(),
            condition,
            table.order(columns),
            withHeader);
  }

  /** One for each copy. Samples are copied run by run: sorted whole they would not fit. */
  private static List<String> conditions(Statement statement, ResultSelection selection)
      throws SQLException {
    if (selection.table() != ResultTable.SAMPLES) {
      return List.of(selection.condition());
    }
    List<String> conditions = new ArrayList<>();
    try (ResultSet run =
        statement.executeQuery(
            """
            select variant, seed, attempt, phase, step, stage, state from results.v1_runs
            where %s order by variant, seed
            """
                .formatted(selection.condition()))) {
      while (run.next()) {
        String condition =
            "experiment = '%s' and variant = '%s' and seed = %d"
                .formatted(selection.experiment(), run.getString("variant"), run.getLong("seed"));
        boolean isMeasured = run.getString("state").equals("measured");
        if (selection.positions() == Positions.ALL) {
          conditions.add(condition);
        } else if (isMeasured) {
          conditions.add(
              condition
                  + " and attempt = %d and phase = %d and step = %d and stage = '%s'"
                      .formatted(
                          run.getInt("attempt"),
                          run.getInt("phase"),
                          run.getInt("step"),
                          run.getString("stage")));
        }
      }
    }
    // What has no rows has a header nevertheless.
    return conditions.isEmpty() ? List.of("false") : conditions;
  }

  private static List<ResultColumn> columns(Connection connection, ResultTable table)
      throws SQLException, NotPublishedException {
    List<ResultColumn> columns = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            select attname, format_type(atttypid, null) from pg_attribute
            where attrelid = to_regclass(?) and attnum > 0 and not attisdropped
            order by attnum
            """)) {
      statement.setString(1, table.view());
      try (ResultSet column = statement.executeQuery()) {
        while (column.next()) {
          columns.add(new ResultColumn(column.getString(1), column.getString(2)));
        }
      }
    }
    if (columns.isEmpty()) {
      throw new NotPublishedException();
    }
    return columns;
  }
}

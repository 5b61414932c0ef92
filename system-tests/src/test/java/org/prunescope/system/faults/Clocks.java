package org.prunescope.system.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.prunescope.system.MetricsTables;

/**
 * The clock of the day, which the services compare with nothing but the times in their tables: that
 * it is set shows there, as times that lie further in the past, or in the future.
 */
final class Clocks {
  private static final String UPDATES =
      """
      select format('update %I.%I set %s', c.table_schema, c.table_name,
        string_agg(format('%1$I = %1$I - make_interval(secs => SECONDS)', c.column_name), ', '))
      from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
      where c.table_schema in ('gateway', 'metrics') and t.table_type = 'BASE TABLE'
        and c.data_type = 'timestamp with time zone' and c.table_name not like 'flyway%'
      group by c.table_schema, c.table_name order by 1
      """;

  private Clocks() {}

  /** Sets the clock of all services: forwards, or back where the time is negative. */
  static void set(FaultStack stack, Duration forwards) {
    try (Connection connection = stack.connection()) {
      int rows = 0;
      for (String update : MetricsTables.strings(connection, UPDATES)) {
        String moving = update.replace("SECONDS", Long.toString(forwards.toSeconds()));
        rows +=
            await()
                .atMost(FaultStack.PATIENCE)
                .ignoreException(SQLException.class)
                .until(() -> execute(connection, moving), moved -> moved >= 0);
      }
      System.out.printf("clock set by %s: %d rows%n", forwards, rows);
      assertThat(rows).as("rows with times").isPositive();
      stack.fired("clock set by " + forwards);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static int execute(Connection connection, String update) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.executeUpdate(update);
    }
  }
}

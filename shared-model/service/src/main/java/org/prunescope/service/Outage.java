package org.prunescope.service;

import java.io.IOException;
import java.sql.SQLException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/** Tells what passes by itself from what would come again with the same record. */
public final class Outage {
  private static final int MOST_CAUSES = 32;

  private Outage() {}

  /**
   * Whether a disk, a broker or PostgreSQL is the cause; not so where PostgreSQL refuses the values
   * or the statement itself, whatever wraps that.
   */
  public static boolean isCauseOf(Throwable failure) {
    boolean isOutage = false;
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < MOST_CAUSES; depth++) {
      if (cause instanceof SQLException sql) {
        return !refuses(sql.getSQLState());
      }
      isOutage |= cause instanceof IOException || cause instanceof RetriableException;
      cause = cause.getCause();
    }
    return isOutage;
  }

  /** Classes of SQLSTATE: data, constraint, syntax or access rule, feature not supported. */
  private static boolean refuses(@Nullable String state) {
    return state != null
        && (state.startsWith("22")
            || state.startsWith("23")
            || state.startsWith("42")
            || state.startsWith("0A"));
  }
}

package org.prunescope.contract.field;

import org.jspecify.annotations.Nullable;

/** Checks of single fields, each refusing with the field's name and what it may hold. */
public final class Fields {
  private Fields() {}

  /** Refuses a field that is not there. */
  public static void required(String field, @Nullable Object value) {
    if (value == null) {
      throw new InvalidFieldException(field, "is required");
    }
  }

  /** Refuses what is less than {@code min}. */
  public static void atLeast(String field, long value, long min) {
    if (value < min) {
      throw new InvalidFieldException(field, "must be at least %d, not %d".formatted(min, value));
    }
  }

  /** Refuses what is less than {@code min} or more than {@code max}. */
  public static void within(String field, long value, long min, long max) {
    if (value < min || value > max) {
      throw new InvalidFieldException(
          field, "must be between %d and %d, not %d".formatted(min, max, value));
    }
  }

  /** Refuses NaN too. */
  public static void within(String field, double value, double min, double max) {
    if (!(value >= min && value <= max)) {
      throw new InvalidFieldException(
          field, "must be between %s and %s, not %s".formatted(min, max, value));
    }
  }

  /** Greater than 0 and less than 1; refuses NaN too. */
  public static void properFraction(String field, double value) {
    if (!(value > 0 && value < 1)) {
      throw new InvalidFieldException(
          field, "must be greater than 0 and less than 1, not " + value);
    }
  }
}

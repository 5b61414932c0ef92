package org.prunescope.conformance;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Compares actual with expected values and remembers the largest error and the first violation.
 *
 * <p>A value passes where {@code |actual - expected| <= atol + rtol |expected|}; NaN never passes.
 */
final class Comparison {
  private final double relativeTolerance;
  private final double absoluteTolerance;
  private double largestError;
  private long compared;
  private @Nullable String violation;

  Comparison(double relativeTolerance, double absoluteTolerance) {
    this.relativeTolerance = relativeTolerance;
    this.absoluteTolerance = absoluteTolerance;
  }

  /** Compares two vectors of equal length. */
  void compare(String what, double[] expected, double[] actual) {
    if (expected.length != actual.length) {
      fail(what, "%d values instead of %d".formatted(actual.length, expected.length));
      return;
    }
    for (int i = 0; i < expected.length; i++) {
      double error = Math.abs(actual[i] - expected[i]);
      largestError = Double.isNaN(error) ? Double.NaN : Math.max(largestError, error);
      compared++;
      if (!(error <= absoluteTolerance + relativeTolerance * Math.abs(expected[i]))) {
        fail(what, "%s instead of %s at %d".formatted(actual[i], expected[i], i));
      }
    }
  }

  void compare(String what, float[] expected, float[] actual) {
    compare(what, widen(expected), widen(actual));
  }

  void compare(String what, long[] expected, long[] actual) {
    compare(what, widen(expected), widen(actual));
  }

  void compare(String what, long[] expected, int[] actual) {
    long[] longs = new long[actual.length];
    for (int i = 0; i < actual.length; i++) {
      longs[i] = actual[i];
    }
    compare(what, expected, longs);
  }

  /** Masks and flags: bytes of 0 and 1. */
  void compare(String what, byte[] expected, byte[] actual) {
    double[] widerExpected = new double[expected.length];
    double[] widerActual = new double[actual.length];
    for (int i = 0; i < expected.length; i++) {
      widerExpected[i] = expected[i];
    }
    for (int i = 0; i < actual.length; i++) {
      widerActual[i] = actual[i];
    }
    compare(what, widerExpected, widerActual);
  }

  void check(String what, boolean holds) {
    compared++;
    if (!holds) {
      fail(what, "does not hold");
    }
  }

  /** Passed where nothing was violated and something was compared. */
  Outcome outcome() {
    if (violation != null) {
      return new Outcome.Failed(violation);
    }
    if (compared == 0) {
      return new Outcome.Failed("nothing was compared");
    }
    return new Outcome.Passed(
        String.format(
            Locale.ROOT,
            "%,d values, largest error %.2g (rtol %.0e, atol %.0e)",
            compared,
            largestError,
            relativeTolerance,
            absoluteTolerance));
  }

  private void fail(String what, String problem) {
    if (violation == null) {
      violation = what + ": " + problem;
    }
  }

  private static double[] widen(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  private static double[] widen(long[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }
}

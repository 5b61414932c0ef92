package org.prunescope.metrics.persistence;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Values in the types of PostgreSQL's columns. */
final class Columns {
  private Columns() {}

  static short[] shorts(int[] values) {
    short[] shorts = new short[values.length];
    for (int i = 0; i < values.length; i++) {
      shorts[i] = (short) values[i];
    }
    return shorts;
  }

  static int[] ints(short[] values) {
    int[] ints = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      ints[i] = values[i];
    }
    return ints;
  }

  static long[] longs(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
  }

  static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  static double mean(int[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  static @Nullable Double nullable(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  static OptionalDouble optional(@Nullable Double value) {
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** NaN, which says that there is nothing to average, as null. */
  static @Nullable Double[] nullable(double[] values) {
    @Nullable Double[] nullable = new Double[values.length];
    for (int i = 0; i < values.length; i++) {
      nullable[i] = Double.isNaN(values[i]) ? null : values[i];
    }
    return nullable;
  }
}

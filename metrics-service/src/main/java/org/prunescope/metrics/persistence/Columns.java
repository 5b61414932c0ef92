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

  static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  static double[] doubles(short[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  /** Null as NaN. */
  static double[] doubles(@Nullable Double[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      Double value = values[i];
      doubles[i] = value == null ? Double.NaN : value;
    }
    return doubles;
  }

  /** NaN, which says that there is nothing to average, as null. */
  static @Nullable Float[] nullableFloats(double[] values) {
    @Nullable Float[] nullable = new Float[values.length];
    for (int i = 0; i < values.length; i++) {
      nullable[i] = Double.isNaN(values[i]) ? null : (float) values[i];
    }
    return nullable;
  }

  /** As PostgreSQL writes a bit string: 0 and 1, the first first. */
  static String bits(boolean[] values) {
    StringBuilder bits = new StringBuilder(values.length);
    for (boolean value : values) {
      bits.append(value ? '1' : '0');
    }
    return bits.toString();
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

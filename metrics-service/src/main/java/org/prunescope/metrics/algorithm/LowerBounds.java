package org.prunescope.metrics.algorithm;

import static java.lang.Math.fma;

/**
 * Lower bounds of the squared distances of a few queries from many support samples, in float and
 * less the query's own square: (1 - share) |y|^2 - 2 x.y, see {@link Frame}.
 *
 * <p>This is nearly all of the work. The loops are written so that the compiler turns them into
 * vector instructions: arrays of their own, one index, as many multipliers as there are registers.
 */
final class LowerBounds {
  /** Queries that are bounded together. */
  static final int QUERIES = 4;

  /** Columns that are added at a time. */
  static final int COLUMNS = 4;

  private final float[][] bounds = new float[QUERIES][SupportColumns.ARRAY];
  private final float[] below = new float[SupportColumns.ARRAY];

  /**
   * Computes the bounds.
   *
   * @param multipliers -2 x_c of the queries, [columns / 4][query][4 columns] in one array
   */
  void compute(SupportColumns support, float[] multipliers) {
    for (float[] row : bounds) {
      System.arraycopy(support.base(), 0, row, 0, support.size());
    }
    float[][] columns = support.columns();
    for (int c = 0; c < columns.length; c += COLUMNS) {
      add(
          multipliers,
          c * QUERIES,
          columns[c],
          columns[c + 1],
          columns[c + 2],
          columns[c + 3],
          support.size());
    }
  }

  /** The bounds of a query, by sample. */
  float[] of(int query) {
    return bounds[query];
  }

  /**
   * Finds the samples of which at least one query's bound is below that query's limit, which may be
   * plus infinity.
   *
   * @param samples takes them, in ascending order
   * @return how many they are
   */
  int below(float limit0, float limit1, float limit2, float limit3, int size, int[] samples) {
    float[] bounds0 = bounds[0];
    float[] bounds1 = bounds[1];
    float[] bounds2 = bounds[2];
    float[] bounds3 = bounds[3];
    for (int i = 0; i < size; i++) {
      // A difference's sign is right in spite of rounding: (|d| - d) is 0 or -2 d.
      float d0 = bounds0[i] - limit0;
      float d1 = bounds1[i] - limit1;
      float d2 = bounds2[i] - limit2;
      float d3 = bounds3[i] - limit3;
      below[i] =
          ((Math.abs(d0) - d0) + (Math.abs(d1) - d1)) + ((Math.abs(d2) - d2) + (Math.abs(d3) - d3));
    }
    int found = 0;
    for (int i = 0; i < size; i++) {
      samples[found] = i;
      // 1 where it is greater than 0: a branch would be guessed wrongly for each that is found.
      found += -Float.floatToRawIntBits(below[i]) >>> 31;
    }
    return found;
  }

  /**
   * Those of the samples whose bound is below the limit, in the same order.
   *
   * @return how many they are
   */
  static int below(float limit, float[] bounds, int[] samples, int count, int[] below) {
    int found = 0;
    for (int i = 0; i < count; i++) {
      int sample = samples[i];
      below[found] = sample;
      found += Float.floatToRawIntBits(bounds[sample] - limit) >>> 31;
    }
    return found;
  }

  private void add(
      float[] multipliers,
      int from,
      float[] column0,
      float[] column1,
      float[] column2,
      float[] column3,
      int size) {
    float[] bounds0 = bounds[0];
    float[] bounds1 = bounds[1];
    float[] bounds2 = bounds[2];
    float[] bounds3 = bounds[3];
    float x00 = multipliers[from];
    float x01 = multipliers[from + 1];
    float x02 = multipliers[from + 2];
    float x03 = multipliers[from + 3];
    float x10 = multipliers[from + 4];
    float x11 = multipliers[from + 5];
    float x12 = multipliers[from + 6];
    float x13 = multipliers[from + 7];
    float x20 = multipliers[from + 8];
    float x21 = multipliers[from + 9];
    float x22 = multipliers[from + 10];
    float x23 = multipliers[from + 11];
    float x30 = multipliers[from + 12];
    float x31 = multipliers[from + 13];
    float x32 = multipliers[from + 14];
    float x33 = multipliers[from + 15];
    for (int i = 0; i < size; i++) {
      float y0 = column0[i];
      float y1 = column1[i];
      float y2 = column2[i];
      float y3 = column3[i];
      bounds0[i] = fma(x03, y3, fma(x02, y2, fma(x01, y1, fma(x00, y0, bounds0[i]))));
      bounds1[i] = fma(x13, y3, fma(x12, y2, fma(x11, y1, fma(x10, y0, bounds1[i]))));
      bounds2[i] = fma(x23, y3, fma(x22, y2, fma(x21, y1, fma(x20, y0, bounds2[i]))));
      bounds3[i] = fma(x33, y3, fma(x32, y2, fma(x31, y1, fma(x30, y0, bounds3[i]))));
    }
  }
}

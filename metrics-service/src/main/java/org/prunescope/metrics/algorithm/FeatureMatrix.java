package org.prunescope.metrics.algorithm;

import java.util.Arrays;
import java.util.List;

/**
 * One row of finite numbers per sample: logits, latents or a tap's averages.
 *
 * <p>The array is shared, not copied: a matrix may hold a hundred megabytes.
 *
 * @param rows samples, at least 0
 * @param columns values per sample, at least 1
 * @param values row-major, rows x columns
 */
public record FeatureMatrix(int rows, int columns, float[] values) {
  public FeatureMatrix {
    if (rows < 0 || columns < 1 || (long) rows * columns != values.length) {
      throw new IllegalArgumentException(
          "%d values are not %d rows of %d".formatted(values.length, rows, columns));
    }
  }

  /** These rows; at least one, all equally wide. */
  public static FeatureMatrix ofRows(float[][] rows) {
    return concat(Arrays.stream(rows).map(row -> new FeatureMatrix(1, row.length, row)).toList());
  }

  /** The rows of all parts, in their order; at least one part, all equally wide. */
  public static FeatureMatrix concat(List<FeatureMatrix> parts) {
    int columns = parts.getFirst().columns;
    int rows = parts.stream().mapToInt(FeatureMatrix::rows).sum();
    float[] values = new float[Math.multiplyExact(rows, columns)];
    int filled = 0;
    for (FeatureMatrix part : parts) {
      if (part.columns != columns) {
        throw new IllegalArgumentException(
            "rows of %d and of %d values".formatted(columns, part.columns));
      }
      System.arraycopy(part.values, 0, values, filled, part.values.length);
      filled += part.values.length;
    }
    return new FeatureMatrix(rows, columns, values);
  }

  /** Whether no value is NaN or infinite. */
  public boolean isFinite() {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  float at(int row, int column) {
    return values[row * columns + column];
  }
}

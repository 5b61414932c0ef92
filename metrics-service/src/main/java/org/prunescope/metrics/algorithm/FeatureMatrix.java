package org.prunescope.metrics.algorithm;

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

package org.prunescope.metrics.algorithm;

/**
 * Latents that Python makes alike: value (i, j) is max(0, (31 i^2 + 17 j^2 + 101 i j) mod 211 - 80)
 * / 211 in single precision, times a power of two by column.
 */
final class Latents {
  private Latents() {}

  static FeatureMatrix of(int rows, int columns) {
    return of(rows, columns, 0, 0);
  }

  /**
   * @param from the first row's i
   * @param decay column j is multiplied by 2^(-decay j)
   */
  static FeatureMatrix of(int rows, int columns, int from, int decay) {
    float[] values = new float[rows * columns];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        long i = (long) row + from;
        long j = column;
        float value = (float) (((i * i * 31 + j * j * 17 + i * j * 101) % 211 - 80) / 211.0);
        values[row * columns + column] = Math.max(0, value) * Math.scalb(1f, -decay * column);
      }
    }
    return new FeatureMatrix(rows, columns, values);
  }

  /** The same latents, each times its own positive number. */
  static FeatureMatrix stretched(FeatureMatrix latent) {
    float[] values = latent.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] *= 1 << (i / latent.columns() % 5);
    }
    return new FeatureMatrix(latent.rows(), latent.columns(), values);
  }
}

package org.prunescope.metrics.algorithm;

/**
 * Rows divided by their Euclidean norms, which are summed in double and the quotients rounded to
 * float. A row of zeros has no direction: it stays where it is, as torch.nn.functional.normalize
 * leaves it, and is counted.
 *
 * @param rows each of norm 1, or 0
 * @param zeros rows of norm 0
 */
public record UnitRows(FeatureMatrix rows, int zeros) {
  static UnitRows of(FeatureMatrix features) {
    int width = features.columns();
    float[] values = new float[features.values().length];
    for (int row = 0; row < features.rows(); row++) {
      double norm = norm(features, row);
      for (int column = 0; norm > 0 && column < width; column++) {
        values[row * width + column] = (float) (features.at(row, column) / norm);
      }
    }
    return new UnitRows(new FeatureMatrix(features.rows(), width, values), zeros(features));
  }

  /** Euclidean norm of a row. */
  static double norm(FeatureMatrix features, int row) {
    double squares = 0;
    for (int column = 0; column < features.columns(); column++) {
      double value = features.at(row, column);
      squares += value * value;
    }
    return Math.sqrt(squares);
  }

  /** How many rows have norm 0. */
  public static int zeros(FeatureMatrix features) {
    int zeros = 0;
    for (int row = 0; row < features.rows(); row++) {
      zeros += norm(features, row) == 0 ? 1 : 0;
    }
    return zeros;
  }
}

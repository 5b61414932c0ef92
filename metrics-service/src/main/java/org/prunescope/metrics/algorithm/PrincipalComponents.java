package org.prunescope.metrics.algorithm;

import java.util.Optional;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealVector;

/**
 * The plane in which latents differ the most: their coordinates along the first two principal
 * components, which are the eigenvectors of the largest eigenvalues of the covariance of the
 * L2-normalised latents. A latent of norm 0 has no direction and is taken as the origin.
 *
 * <p>An eigenvector has no sign of its own: each is turned so that its largest entry by size is
 * positive.
 *
 * @param first coordinate of each sample along the first component, from the mean
 * @param second along the second; zeros where latents have one value
 * @param firstShare of the variance along the first component, 0 to 1
 * @param secondShare along the second
 */
public record PrincipalComponents(
    double[] first, double[] second, double firstShare, double secondShare) {
  /** What rounding to float alone may leave of the variance of latents of norm 1. */
  private static final double ROUNDING = 0x1p-46;

  /**
   * The plane; empty where all directions are one, or there are none.
   *
   * @param latent (samples, width), finite
   */
  public static Optional<PrincipalComponents> of(FeatureMatrix latent) {
    if (!latent.isFinite()) {
      throw new IllegalArgumentException("a latent is not finite");
    }
    FeatureMatrix unit = UnitRows.of(latent).rows();
    double[] mean = mean(unit);
    double[][] covariance = covariance(unit, mean);
    double variance = 0;
    for (int i = 0; i < covariance.length; i++) {
      variance += covariance[i][i];
    }
    if (variance <= ROUNDING * unit.rows()) {
      return Optional.empty();
    }
    EigenDecompositionSymmetric components =
        new EigenDecompositionSymmetric(MatrixUtils.createRealMatrix(covariance));
    boolean isPlane = unit.columns() > 1;
    return Optional.of(
        new PrincipalComponents(
            along(unit, mean, components.getEigenvector(0)),
            isPlane ? along(unit, mean, components.getEigenvector(1)) : new double[unit.rows()],
            components.getEigenvalue(0) / variance,
            // Rounding may leave an eigenvalue just below 0.
            isPlane ? Math.max(0, components.getEigenvalue(1)) / variance : 0));
  }

  private static double[] mean(FeatureMatrix unit) {
    double[] mean = new double[unit.columns()];
    for (int row = 0; row < unit.rows(); row++) {
      for (int column = 0; column < mean.length; column++) {
        mean[column] += unit.at(row, column);
      }
    }
    for (int column = 0; column < mean.length; column++) {
      mean[column] /= unit.rows();
    }
    return mean;
  }

  /** Times the number of samples, which shares and components do not depend on. */
  private static double[][] covariance(FeatureMatrix unit, double[] mean) {
    int width = unit.columns();
    double[][] sums = new double[width][width];
    double[] centred = new double[width];
    for (int row = 0; row < unit.rows(); row++) {
      for (int column = 0; column < width; column++) {
        centred[column] = unit.at(row, column) - mean[column];
      }
      for (int i = 0; i < width; i++) {
        double value = centred[i];
        double[] sum = sums[i];
        for (int j = i; j < width; j++) {
          sum[j] += value * centred[j];
        }
      }
    }
    for (int i = 0; i < width; i++) {
      for (int j = 0; j < i; j++) {
        sums[i][j] = sums[j][i];
      }
    }
    return sums;
  }

  private static double[] along(FeatureMatrix unit, double[] mean, RealVector component) {
    double sign = Math.signum(component.getEntry(largest(component)));
    double[] coordinates = new double[unit.rows()];
    for (int row = 0; row < coordinates.length; row++) {
      double sum = 0;
      for (int column = 0; column < mean.length; column++) {
        sum += (unit.at(row, column) - mean[column]) * component.getEntry(column);
      }
      coordinates[row] = sign * sum;
    }
    return coordinates;
  }

  /** The first entry that is the largest by size. */
  private static int largest(RealVector component) {
    int largest = 0;
    for (int i = 1; i < component.getDimension(); i++) {
      if (Math.abs(component.getEntry(i)) > Math.abs(component.getEntry(largest))) {
        largest = i;
      }
    }
    return largest;
  }
}

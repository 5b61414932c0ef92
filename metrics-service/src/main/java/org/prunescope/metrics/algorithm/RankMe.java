package org.prunescope.metrics.algorithm;

import java.util.Arrays;
import java.util.OptionalDouble;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.QRDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.SingularValueDecomposition;

/**
 * Effective rank of latents: exp(-sum_k p_k log p_k) with p_k = sigma_k / sum_j sigma_j + 1e-7,
 * over the min(samples, width) singular values of the uncentred latents (Garrido et al. 2023, arXiv
 * 2210.02885, equation 1).
 *
 * <p>Singular values are those of R in latents = QR, which is folded in block by block: orthogonal
 * transformations keep even the small ones to the precision of the largest, which eigenvalues of
 * latents^T latents would not.
 */
public final class RankMe {
  private static final double EPSILON = 1e-7;
  private static final int BLOCK = 512;

  private RankMe() {}

  /**
   * The effective rank, 1 to about min(samples, width); empty where all latents are zero or there
   * are none.
   *
   * @param latent (samples, width), finite
   */
  public static OptionalDouble of(FeatureMatrix latent) {
    if (!latent.isFinite()) {
      throw new IllegalArgumentException("a latent is not finite");
    }
    double[] singularValues = singularValues(latent);
    double sum = Arrays.stream(singularValues).sum();
    if (sum == 0) {
      return OptionalDouble.empty();
    }
    double entropy = 0;
    for (double value : singularValues) {
      double share = value / sum + EPSILON;
      entropy -= share * Math.log(share);
    }
    return OptionalDouble.of(Math.exp(entropy));
  }

  /** In descending order; none without samples. */
  static double[] singularValues(FeatureMatrix latent) {
    if (latent.rows() == 0) {
      return new double[0];
    }
    double[][] triangle = new double[0][];
    for (int first = 0; first < latent.rows(); first += BLOCK) {
      int size = Math.min(BLOCK, latent.rows() - first);
      triangle = triangle(below(triangle, latent, first, size));
    }
    return new SingularValueDecomposition(MatrixUtils.createRealMatrix(triangle))
        .getSingularValues();
  }

  private static double[][] below(double[][] triangle, FeatureMatrix latent, int first, int size) {
    double[][] rows = Arrays.copyOf(triangle, triangle.length + size);
    for (int i = 0; i < size; i++) {
      double[] row = new double[latent.columns()];
      for (int column = 0; column < row.length; column++) {
        row[column] = latent.at(first + i, column);
      }
      rows[triangle.length + i] = row;
    }
    return rows;
  }

  /** The rows of R that may hold anything. */
  private static double[][] triangle(double[][] rows) {
    RealMatrix r = new QRDecomposition(MatrixUtils.createRealMatrix(rows)).getR();
    int height = Math.min(r.getRowDimension(), r.getColumnDimension());
    return r.getSubMatrix(0, height - 1, 0, r.getColumnDimension() - 1).getData();
  }
}

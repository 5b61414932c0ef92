package org.prunescope.metrics.algorithm;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * How evenly directions fill the sphere: log of the mean of exp(-2 ||x / ||x|| - y / ||y||||^2)
 * over all pairs of samples (Wang and Isola 2020, arXiv 2005.10242, section 4.1, t = 2).
 *
 * <p>A latent of norm 0 has no direction and is compared as the origin. Squared distances are
 * ||x||^2 + ||y||^2 - 2 xy, in double: what that loses of close pairs, some 1e-16, is nothing
 * beside the exponential's 1.
 */
public final class Uniformity {
  private static final double T = 2;
  private static final int BLOCK = 256;

  private final double[][] units;
  private final double[] squares;

  private Uniformity(FeatureMatrix latent) {
    this.units = new double[latent.rows()][latent.columns()];
    this.squares = new double[latent.rows()];
    for (int row = 0; row < units.length; row++) {
      double norm = UnitRows.norm(latent, row);
      for (int column = 0; norm > 0 && column < latent.columns(); column++) {
        units[row][column] = latent.at(row, column) / norm;
      }
      squares[row] = norm > 0 ? 1 : 0;
    }
  }

  /**
   * The logarithm, -8 to 0 (all have one direction); empty for fewer than two samples.
   *
   * @param latent (samples, width), finite
   */
  public static OptionalDouble of(FeatureMatrix latent) {
    if (!latent.isFinite()) {
      throw new IllegalArgumentException("a latent is not finite");
    }
    double pairs = latent.rows() * (latent.rows() - 1.0) / 2;
    return pairs == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(Math.log(new Uniformity(latent).sum() / pairs));
  }

  /** Over the pairs of each sample with those before it, a block of samples at a time. */
  private double sum() {
    double sum = 0;
    double[][] block = new double[units[0].length][BLOCK];
    double[] products = new double[BLOCK];
    for (int first = 0; first < units.length; first += BLOCK) {
      int size = Math.min(BLOCK, units.length - first);
      transpose(first, size, block);
      for (int row = 0; row < first + size; row++) {
        multiply(units[row], block, products);
        sum += sum(row, first, size, products);
      }
    }
    return sum;
  }

  private double sum(int row, int first, int size, double[] products) {
    double sum = 0;
    for (int i = Math.max(0, row + 1 - first); i < size; i++) {
      double squared = squares[row] + squares[first + i] - 2 * products[i];
      sum += Math.exp(-T * Math.max(0, squared));
    }
    return sum;
  }

  private void transpose(int first, int size, double[][] block) {
    for (int column = 0; column < block.length; column++) {
      for (int i = 0; i < size; i++) {
        block[column][i] = units[first + i][column];
      }
    }
  }

  /** Runs along the block, so that the compiler vectorises it; columns by four spare stores. */
  private static void multiply(double[] unit, double[][] block, double[] products) {
    Arrays.fill(products, 0);
    int column = 0;
    for (; column + 3 < unit.length; column += 4) {
      double value0 = unit[column];
      double value1 = unit[column + 1];
      double value2 = unit[column + 2];
      double value3 = unit[column + 3];
      double[] block0 = block[column];
      double[] block1 = block[column + 1];
      double[] block2 = block[column + 2];
      double[] block3 = block[column + 3];
      for (int i = 0; i < BLOCK; i++) {
        products[i] +=
            value0 * block0[i] + value1 * block1[i] + value2 * block2[i] + value3 * block3[i];
      }
    }
    for (; column < unit.length; column++) {
      for (int i = 0; i < BLOCK; i++) {
        products[i] += unit[column] * block[column][i];
      }
    }
  }
}

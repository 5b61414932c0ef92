package org.prunescope.metrics.algorithm;

/**
 * How features become float coordinates, and how far a squared distance of these may be off.
 *
 * <p>Coordinates are (feature x scale) - centre. The scale is a power of two that brings every
 * feature below 1, so nothing overflows; the centre, some samples' mean, takes away what the
 * features have in common, which would drown their differences.
 *
 * <p>For a query x and a support sample y in coordinates, in float and with one rounding per
 * column, s = |y|^2 - 2 x.y is evaluated. With u = 2^-24, width d and D the squared distance of the
 * features times scale^2, as it is summed in double:
 *
 * <pre>|s + |x|^2 - D| &lt;= share (|x|^2 + |y|^2) + absolute</pre>
 *
 * for share = (2.1 d + 16) u. The sum's d roundings are of values of at most |y|^2 + 2 sum |x_i
 * y_i| &lt;= |x|^2 + 2 |y|^2, so they cost at most 2 d u / (1 - d u) of (|x|^2 + |y|^2), which is
 * below 2.01 d u as d is at most 2^16; rounding the coordinates moves the distance by at most 2 u
 * (|x| + |y|)^2 &lt;= 4 u (|x|^2 + |y|^2); rounding |y|^2, its multiples and the sums of these
 * bounds costs at most 6 u, all that is done in double less than one. What underflows adds at most
 * 2^-150 per operation, which absolute = d 2^-140 covers.
 *
 * @param scale a power of two
 * @param centre [column], times scale already
 */
record Frame(double scale, double[] centre, double share, double absolute) {
  /** The bound holds up to this width. */
  static final int MAX_WIDTH = 1 << 16;

  private static final int SAMPLES = 1024;

  /**
   * The frame for a block of the support.
   *
   * @param largest magnitude among the support's and the queries' features
   */
  static Frame around(SupportBlock support, float largest) {
    double scale = Math.scalb(1.0, -1 - Math.getExponent(largest));
    int width = support.width();
    double[] centre = new double[width];
    int step = Math.ceilDiv(support.rows(), SAMPLES);
    for (int row = 0; row < support.rows(); row += step) {
      for (int column = 0; column < width; column++) {
        centre[column] += support.values()[row * width + column];
      }
    }
    int samples = Math.ceilDiv(support.rows(), step);
    for (int column = 0; column < width; column++) {
      centre[column] *= scale / samples;
    }
    double share = Math.scalb(2.1 * width + 16, -24);
    return new Frame(scale, centre, share, Math.scalb((double) width, -140));
  }

  static float coordinate(float feature, double scale, double centre) {
    return (float) (feature * scale - centre);
  }

  /** The least float that is above a value. */
  static float above(double value) {
    float rounded = (float) value;
    return rounded > value ? rounded : Math.nextUp(rounded);
  }
}

package org.prunescope.metrics.algorithm;

/**
 * Up to {@link #SIZE} support samples as coordinates, column by column, as the inner loop of {@link
 * LowerBounds} runs along them.
 *
 * @param first index of the first sample in its block
 * @param size samples
 * @param columns [column][sample]; the number of columns is a multiple of {@link
 *     LowerBounds#COLUMNS}, the last ones are zero where the width is not
 * @param base (1 - share) |y|^2 of each sample: where its bounds begin
 * @param widening 2 share |y|^2 of each sample, rounded up: what is between the bounds
 */
record SupportColumns(int first, int size, float[][] columns, float[] base, float[] widening) {
  /** Four times these fit a first-level cache, and a hundred columns of them a second-level one. */
  static final int SIZE = 1024;

  /** With its header of 16 bytes such an array is whole cache lines, and so are its neighbours. */
  static final int ARRAY = SIZE + 12;

  /** Floats of a cache line. */
  private static final int LINE = 16;

  static int count(int rows) {
    return Math.ceilDiv(rows, SIZE);
  }

  /** The samples from {@code part * SIZE} on. */
  static SupportColumns of(SupportBlock support, int part, Frame frame) {
    int width = support.width();
    int first = part * SIZE;
    int size = Math.min(SIZE, support.rows() - first);
    float[][] columns =
        new float[Math.ceilDiv(width, LowerBounds.COLUMNS) * LowerBounds.COLUMNS][ARRAY];
    double[] squares = new double[size];
    transpose(support, first, size, columns);
    for (int column = 0; column < width; column++) {
      toCoordinates(columns[column], frame.scale(), frame.centre()[column], squares);
    }
    float[] base = new float[ARRAY];
    float[] widening = new float[size];
    for (int i = 0; i < size; i++) {
      base[i] = (float) (squares[i] * (1 - frame.share()));
      widening[i] = Frame.above(squares[i] * 2 * frame.share());
    }
    return new SupportColumns(first, size, columns, base, widening);
  }

  private static void transpose(SupportBlock support, int first, int size, float[][] columns) {
    float[] values = support.values();
    int width = support.width();
    for (int i = 0; i < size; i += LINE) {
      int end = Math.min(i + LINE, size);
      for (int column = 0; column < width; column++) {
        float[] own = columns[column];
        for (int j = i; j < end; j++) {
          own[j] = values[(first + j) * width + column];
        }
      }
    }
  }

  private static void toCoordinates(float[] column, double scale, double centre, double[] squares) {
    for (int i = 0; i < squares.length; i++) {
      float coordinate = Frame.coordinate(column[i], scale, centre);
      column[i] = coordinate;
      squares[i] += (double) coordinate * coordinate;
    }
  }
}

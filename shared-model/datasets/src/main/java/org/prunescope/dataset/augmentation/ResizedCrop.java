package org.prunescope.dataset.augmentation;

import java.util.random.RandomGenerator;
import org.prunescope.dataset.Split;

/**
 * A window of the image, enlarged to the image's size.
 *
 * @param top first row of the window
 * @param left first column
 * @param height rows, 1 to 32
 * @param width columns, 1 to 32
 */
record ResizedCrop(int top, int left, int height, int width) {
  private static final int SIDE = Split.SIDE;
  private static final int CHANNELS = Split.CHANNELS;
  private static final double SMALLEST_SHARE = .2;
  private static final double LOG_LOWEST_RATIO = StrictMath.log(3.0 / 4);
  private static final double LOG_HIGHEST_RATIO = StrictMath.log(4.0 / 3);
  private static final int ATTEMPTS = 10;

  /** The whole image. */
  static final ResizedCrop WHOLE = new ResizedCrop(0, 0, SIDE, SIDE);

  ResizedCrop {
    if (height < 1
        || width < 1
        || top < 0
        || left < 0
        || top + height > SIDE
        || left + width > SIDE) {
      throw new IllegalArgumentException(
          "no window of the image: top %d, left %d, height %d, width %d"
              .formatted(top, left, height, width));
    }
  }

  /**
   * Draws a window as torchvision's RandomResizedCrop does: its share of the image's area uniform
   * in .2 to 1, the logarithm of width / height uniform between those of 3/4 and 4/3, both sides
   * rounded to whole pixels (halves to even); where that fits, top and left uniform. After 10
   * attempts that do not fit comes the central window of the nearest allowed ratio, which in a
   * square image is all of it.
   */
  static ResizedCrop draw(RandomGenerator random) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      double area = SIDE * SIDE * random.nextDouble(SMALLEST_SHARE, 1);
      double ratio = StrictMath.exp(random.nextDouble(LOG_LOWEST_RATIO, LOG_HIGHEST_RATIO));
      int width = (int) Math.rint(Math.sqrt(area * ratio));
      int height = (int) Math.rint(Math.sqrt(area / ratio));
      if (width <= SIDE && height <= SIDE) {
        int top = random.nextInt(SIDE - height + 1);
        int left = random.nextInt(SIDE - width + 1);
        return new ResizedCrop(top, left, height, width);
      }
    }
    return WHOLE;
  }

  /**
   * The window, enlarged bilinearly: pixels are points at their centres, beyond the window its
   * border goes on. That is what torchvision and PIL do, with or without their smoothing, which
   * only shrinking needs.
   *
   * @param image (32, 32, 3), not changed
   */
  float[] apply(float[] image) {
    Axis rows = Axis.of(top, height);
    Axis columns = Axis.of(left, width);
    float[] enlarged = new float[image.length];
    int to = 0;
    for (int y = 0; y < SIDE; y++) {
      int above = rows.lower[y] * SIDE;
      int below = rows.upper[y] * SIDE;
      for (int x = 0; x < SIDE; x++) {
        int before = columns.lower[x];
        int after = columns.upper[x];
        for (int channel = 0; channel < CHANNELS; channel++) {
          float upper =
              mix(
                  image[(above + before) * CHANNELS + channel],
                  image[(above + after) * CHANNELS + channel],
                  columns.share[x]);
          float lower =
              mix(
                  image[(below + before) * CHANNELS + channel],
                  image[(below + after) * CHANNELS + channel],
                  columns.share[x]);
          enlarged[to++] = mix(upper, lower, rows.share[y]);
        }
      }
    }
    return enlarged;
  }

  private static float mix(float value, float other, float share) {
    return value * (1 - share) + other * share;
  }

  /**
   * Where the enlarged pixels lie along one axis.
   *
   * @param lower nearest pixel of the image at or before each
   * @param upper nearest pixel after it, within the window
   * @param share of the upper one, 0 to 1
   */
  private record Axis(int[] lower, int[] upper, float[] share) {
    static Axis of(int start, int size) {
      Axis axis = new Axis(new int[SIDE], new int[SIDE], new float[SIDE]);
      for (int i = 0; i < SIDE; i++) {
        double place = Math.clamp((i + .5) * size / SIDE - .5, 0, size - 1);
        int lower = (int) place;
        axis.lower[i] = start + lower;
        axis.upper[i] = start + Math.min(lower + 1, size - 1);
        axis.share[i] = (float) (place - lower);
      }
      return axis;
    }
  }
}

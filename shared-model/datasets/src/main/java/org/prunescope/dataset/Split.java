package org.prunescope.dataset;

/**
 * Images with their labels, in a fixed order. The arrays are shared, not copied, because they are
 * large: nobody changes them.
 *
 * @param pixels (samples, 32, 32, 3): rows from the top, columns from the left, red, green, blue,
 *     each 0 to 255 as an unsigned byte
 * @param labels of the samples, each at least 0
 */
public record Split(byte[] pixels, short[] labels) {
  /** Width and height of every image, in pixels. */
  public static final int SIDE = 32;

  public static final int CHANNELS = 3;

  /** Values of one image. */
  public static final int IMAGE_VALUES = SIDE * SIDE * CHANNELS;

  public Split {
    if (pixels.length != Math.multiplyExact(labels.length, IMAGE_VALUES)) {
      throw new IllegalArgumentException(
          "%d bytes are not the pixels of %d images".formatted(pixels.length, labels.length));
    }
  }

  /** Number of samples. */
  public int size() {
    return labels.length;
  }
}

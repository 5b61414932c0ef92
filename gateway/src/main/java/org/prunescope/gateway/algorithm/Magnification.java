package org.prunescope.gateway.algorithm;

import org.prunescope.dataset.Split;

/** An image of a data set, every pixel of it a square: what a person can look at. */
public final class Magnification {
  /** Greatest side of a pixel's square. */
  public static final int MAX_SCALE = 16;

  private Magnification() {}

  /**
   * The image's colours, nearest neighbour: value (y, x) is pixel (y / scale, x / scale).
   *
   * @param sample index in the split, from 0
   * @param scale side of each pixel's square, 1 to {@value #MAX_SCALE}
   * @return (32 scale, 32 scale) row by row, each 0xRRGGBB
   */
  public static int[] of(Split images, int sample, int scale) {
    int side = Split.SIDE * scale;
    int[] colours = new int[side * side];
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        colours[y * side + x] = colour(images, sample, y / scale, x / scale);
      }
    }
    return colours;
  }

  private static int colour(Split images, int sample, int row, int column) {
    int at = sample * Split.IMAGE_VALUES + (row * Split.SIDE + column) * Split.CHANNELS;
    byte[] pixels = images.pixels();
    return Byte.toUnsignedInt(pixels[at]) << 16
        | Byte.toUnsignedInt(pixels[at + 1]) << 8
        | Byte.toUnsignedInt(pixels[at + 2]);
  }
}

package org.prunescope.dataset.augmentation;

import java.util.random.RandomGenerator;
import org.prunescope.dataset.Normalisation;
import org.prunescope.dataset.Split;

/**
 * The usual view of supervised training: the image is padded by 4 black pixels on every side, a
 * window of 32 x 32 is cut out of it, then it is flipped. Black is added before normalisation, so
 * the border is not 0.
 *
 * @param top first row of the window in the padded image, 0 to 8
 * @param left first column, 0 to 8
 */
record CropFlipView(int top, int left, boolean flipVertically, boolean flipHorizontally)
    implements View {
  private static final int PADDING = 4;
  private static final int OFFSETS = 2 * PADDING + 1;
  private static final byte BLACK = 0;

  /** The image as it is. */
  static final CropFlipView UNCHANGED = new CropFlipView(PADDING, PADDING, false, false);

  /**
   * Draws, in this order, the window's top and left, each uniform; the vertical flip where there is
   * one; the horizontal flip. Flips have probability 1/2.
   */
  static CropFlipView draw(RandomGenerator random, boolean flipsVertically) {
    return new CropFlipView(
        random.nextInt(OFFSETS),
        random.nextInt(OFFSETS),
        flipsVertically && coin(random),
        coin(random));
  }

  private static boolean coin(RandomGenerator random) {
    return random.nextInt(2) == 1;
  }

  @Override
  public void write(Split split, int sample, Normalisation normalisation, float[] views, int at) {
    byte[] pixels = split.pixels();
    int start = sample * Split.IMAGE_VALUES;
    int to = at;
    for (int y = 0; y < Split.SIDE; y++) {
      int row = (flipVertically ? Split.SIDE - 1 - y : y) + top - PADDING;
      for (int x = 0; x < Split.SIDE; x++) {
        int column = (flipHorizontally ? Split.SIDE - 1 - x : x) + left - PADDING;
        boolean inside = row >= 0 && row < Split.SIDE && column >= 0 && column < Split.SIDE;
        int from = start + (row * Split.SIDE + column) * Split.CHANNELS;
        for (int channel = 0; channel < Split.CHANNELS; channel++) {
          views[to++] = normalisation.apply(channel, inside ? pixels[from + channel] : BLACK);
        }
      }
    }
  }
}

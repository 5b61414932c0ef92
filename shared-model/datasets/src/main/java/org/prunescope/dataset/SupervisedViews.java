package org.prunescope.dataset;

import org.prunescope.contract.experiment.Augmentation;
import org.prunescope.contract.random.Purpose;
import org.prunescope.contract.random.RandomStream;

/**
 * Training images as cross-entropy sees them: one augmented view of each, then normalised.
 *
 * <p>The image is padded by 4 black pixels on every side, a window of 32 x 32 is cut out of it at
 * random, then it is flipped at random. Black is added before normalisation, so the border is not
 * 0. Draws of one view, in this order: the window's top and left, each uniform in 0 to 8; the
 * vertical flip where there is one; the horizontal flip.
 */
public final class SupervisedViews {
  private static final int PADDING = 4;
  private static final int OFFSETS = 2 * PADDING + 1;
  private static final byte BLACK = 0;

  private final Augmentation augmentation;
  private final Normalisation normalisation;

  public SupervisedViews(Augmentation augmentation, Normalisation normalisation) {
    this.augmentation = augmentation;
    this.normalisation = normalisation;
  }

  /**
   * The views of some samples. They depend on nothing but the arguments; any thread may ask.
   *
   * @param samples indices within the split
   * @param seed of the run
   * @param phase index of the phase
   * @param epoch index of the epoch within the phase
   * @return (samples, 32, 32, 3)
   */
  public float[] batch(Split split, int[] samples, long seed, int phase, int epoch) {
    float[] views = new float[samples.length * Split.IMAGE_VALUES];
    for (int i = 0; i < samples.length; i++) {
      RandomStream random =
          new RandomStream(seed, phase, epoch, samples[i], Purpose.AUGMENTATION_VIEW_0);
      write(split.pixels(), samples[i], draw(random), views, i * Split.IMAGE_VALUES);
    }
    return views;
  }

  private record Window(int top, int left, boolean flipVertically, boolean flipHorizontally) {}

  private Window draw(RandomStream random) {
    return switch (augmentation) {
      case NONE -> new Window(PADDING, PADDING, false, false);
      case CROP_FLIP ->
          new Window(random.nextInt(OFFSETS), random.nextInt(OFFSETS), false, coin(random));
      case CROP_FLIP_BOTH ->
          new Window(random.nextInt(OFFSETS), random.nextInt(OFFSETS), coin(random), coin(random));
      case CONTRASTIVE -> throw new IllegalArgumentException("not a supervised augmentation");
    };
  }

  private static boolean coin(RandomStream random) {
    return random.nextInt(2) == 1;
  }

  private void write(byte[] pixels, int sample, Window window, float[] views, int at) {
    int start = sample * Split.IMAGE_VALUES;
    int to = at;
    for (int y = 0; y < Split.SIDE; y++) {
      int row = (window.flipVertically ? Split.SIDE - 1 - y : y) + window.top - PADDING;
      for (int x = 0; x < Split.SIDE; x++) {
        int column = (window.flipHorizontally ? Split.SIDE - 1 - x : x) + window.left - PADDING;
        boolean inside = row >= 0 && row < Split.SIDE && column >= 0 && column < Split.SIDE;
        int from = start + (row * Split.SIDE + column) * Split.CHANNELS;
        for (int channel = 0; channel < Split.CHANNELS; channel++) {
          views[to++] = normalisation.apply(channel, inside ? pixels[from + channel] : BLACK);
        }
      }
    }
  }
}

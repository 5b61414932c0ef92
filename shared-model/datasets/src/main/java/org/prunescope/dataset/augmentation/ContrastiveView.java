package org.prunescope.dataset.augmentation;

import java.util.random.RandomGenerator;
import org.prunescope.contract.random.RandomStream;
import org.prunescope.dataset.Normalisation;
import org.prunescope.dataset.Split;

/**
 * A view of contrastive learning (Chen et al. 2020, appendix A; Khosla et al. 2020): a resized
 * crop, a horizontal flip, other colours, perhaps none at all; then normalised.
 *
 * <p>Deviation: all operations work on numbers from 0 to 1 in single precision, by torchvision's
 * definitions for tensors. The code of Corti et al. augments 8-bit images, where each operation
 * rounds to 256 levels.
 *
 * @param grayscale whether the view ends without colour
 */
record ContrastiveView(
    ResizedCrop crop, boolean flipHorizontally, ColourJitter jitter, boolean grayscale)
    implements View {
  private static final double FLIP = .5;
  private static final double JITTER = .8;
  private static final double GRAYSCALE = .2;

  /**
   * Draws, in this order, the crop; the flip, probability .5; whether colours change, .8, and where
   * they do how; grayscale, .2.
   */
  static ContrastiveView draw(RandomStream random) {
    ResizedCrop crop = ResizedCrop.draw(random);
    boolean flip = happens(random, FLIP);
    ColourJitter jitter =
        happens(random, JITTER) ? ColourJitter.draw(random) : ColourJitter.UNCHANGED;
    return new ContrastiveView(crop, flip, jitter, happens(random, GRAYSCALE));
  }

  private static boolean happens(RandomGenerator random, double probability) {
    return random.nextDouble() < probability;
  }

  @Override
  public void write(Split split, int sample, Normalisation normalisation, float[] views, int at) {
    float[] view = apply(FloatImage.of(split, sample));
    for (int i = 0; i < view.length; i++) {
      views[at + i] = normalisation.apply(i % Split.CHANNELS, view[i]);
    }
  }

  /** The view before normalisation, of an image that may be overwritten. */
  float[] apply(float[] image) {
    float[] view = crop.apply(image);
    if (flipHorizontally) {
      FloatImage.flipHorizontally(view);
    }
    jitter.apply(view);
    if (grayscale) {
      FloatImage.removeColour(view);
    }
    return view;
  }
}

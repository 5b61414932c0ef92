package org.prunescope.dataset.augmentation;

import org.prunescope.dataset.Normalisation;
import org.prunescope.dataset.Split;

/** What one draw does to an image. */
sealed interface View permits CropFlipView, ContrastiveView {
  /**
   * Makes the view of one image.
   *
   * @param sample index within the split
   * @param views where the normalised view goes, (32, 32, 3)
   * @param at its first value
   */
  void write(Split split, int sample, Normalisation normalisation, float[] views, int at);
}

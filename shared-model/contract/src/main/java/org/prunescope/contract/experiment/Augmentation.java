package org.prunescope.contract.experiment;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What is done at random to a training image. Evaluation images are only normalised. */
public enum Augmentation {
  /** Nothing but normalisation. */
  @JsonProperty("none")
  NONE,
  /**
   * Pad by 4 with black, crop at random, flip horizontally with probability 1/2; then normalise.
   */
  @JsonProperty("crop-flip")
  CROP_FLIP,
  /** As crop-flip, with a vertical flip of probability 1/2 before the horizontal one. */
  @JsonProperty("crop-flip-both")
  CROP_FLIP_BOTH,
  /**
   * Random resized crop, horizontal flip, colour jitter and grayscale as Chen et al. 2020 (arXiv
   * 2002.05709) train on CIFAR-10; then normalise.
   */
  @JsonProperty("contrastive")
  CONTRASTIVE
}

package org.prunescope.contract.random;

/**
 * What a stream of random numbers is for. Two purposes never share a number. The ordinal is part of
 * the numbers' definition: add at the end, never reorder.
 */
public enum Purpose {
  /** Initial weights; the sample is the tensor's index in state_dict order. */
  INITIALISATION,
  /** Order of the training samples in an epoch; the sample is 0. */
  SAMPLE_ORDER,
  /** Crop, flip and colours of one view of one sample. */
  AUGMENTATION_VIEW_0,
  /** The second view of a contrastive pair. */
  AUGMENTATION_VIEW_1,
  /** Drawing of a synthetic training image. */
  SYNTHETIC_TRAIN,
  /** Drawing of a synthetic test image. */
  SYNTHETIC_TEST,
  /** Scores of the random pruning criterion. */
  PRUNING,
  /** Permutations and bootstraps of a comparison. */
  RESAMPLING
}

package org.prunescope.contract.random;

/**
 * What a stream of random numbers is for. Two purposes never share a number. The code is part of
 * the numbers' definition and never changes.
 */
public enum Purpose {
  /** Initial weights; the sample is the tensor's index in state_dict order. */
  INITIALISATION(0),
  /** Order of the training samples in an epoch; the sample is 0. */
  SAMPLE_ORDER(1),
  /** Crop, flip and colours of one view of one sample. */
  AUGMENTATION_VIEW_0(2),
  /** The second view of a contrastive pair. */
  AUGMENTATION_VIEW_1(3),
  /** Drawing of a synthetic training image. */
  SYNTHETIC_TRAIN(4),
  /** Drawing of a synthetic test image. */
  SYNTHETIC_TEST(5),
  /** Scores of the random pruning criterion; the sample is the tensor's index. */
  PRUNING(6),
  /** Permutations and bootstraps of a comparison. */
  RESAMPLING(7),
  /** Which survivors of a tensor fall; the epoch is the step, the sample the tensor's index. */
  SHUFFLED_PRUNING(8),
  /** The view of a training image that votes on test images; phase and epoch are 0. */
  SUPPORT_VIEW(9),
  /** The first of a test image's two views whose latents are compared; phase and epoch are 0. */
  ALIGNMENT_VIEW_0(10),
  /** The second. */
  ALIGNMENT_VIEW_1(11);

  private final int code;

  Purpose(int code) {
    this.code = code;
  }

  /** The purpose's part of the counter, 0 to 65535. */
  int code() {
    return code;
  }
}

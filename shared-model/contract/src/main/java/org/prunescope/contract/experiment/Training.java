package org.prunescope.contract.experiment;

import org.prunescope.contract.field.Fields;

/**
 * How one phase trains.
 *
 * @param epochs 1 to 10,000; the last batch of an epoch may be smaller and is kept
 * @param batchSize 1 to 8,192; a pair of views counts twice
 */
public record Training(
    int epochs,
    int batchSize,
    Optimiser optimiser,
    LearningRate learningRate,
    Augmentation augmentation) {
  /** Greatest number of views in one update: their pairs alone fill 256 MB. */
  static final int MAX_VIEWS = 8_192;

  public Training {
    Fields.within("epochs", epochs, 1, 10_000);
    Fields.within("batchSize", batchSize, 1, MAX_VIEWS);
    Fields.required("optimiser", optimiser);
    Fields.required("learningRate", learningRate);
    Fields.required("augmentation", augmentation);
  }

  /** Updates in one epoch over this many samples. */
  public int stepsPerEpoch(int samples) {
    return Math.ceilDiv(samples, batchSize);
  }

  /** Images of an update, the mean over an epoch of this many samples; a pair of views is one. */
  public double imagesPerStep(int samples) {
    return (double) samples / stepsPerEpoch(samples);
  }

  /** Updates in the whole phase over this many samples. */
  public int steps(int samples) {
    return Math.multiplyExact(epochs, stepsPerEpoch(samples));
  }
}

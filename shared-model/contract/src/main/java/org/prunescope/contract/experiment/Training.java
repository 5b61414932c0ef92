package org.prunescope.contract.experiment;

import org.prunescope.contract.field.Fields;

/**
 * How one phase trains.
 *
 * @param epochs 1 to 10,000; the last batch of an epoch may be smaller and is kept
 * @param batchSize 1 to 16,384
 */
public record Training(
    int epochs,
    int batchSize,
    Optimiser optimiser,
    LearningRate learningRate,
    Augmentation augmentation) {
  public Training {
    Fields.within("epochs", epochs, 1, 10_000);
    Fields.within("batchSize", batchSize, 1, 16_384);
    Fields.required("optimiser", optimiser);
    Fields.required("learningRate", learningRate);
    Fields.required("augmentation", augmentation);
  }

  /** Updates in one epoch over this many samples. */
  public int stepsPerEpoch(int samples) {
    return Math.ceilDiv(samples, batchSize);
  }

  /** Updates in the whole phase over this many samples. */
  public int steps(int samples) {
    return Math.multiplyExact(epochs, stepsPerEpoch(samples));
  }
}

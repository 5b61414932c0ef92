package org.prunescope.contract.experiment;

import org.prunescope.contract.field.Fields;
import org.prunescope.contract.field.InvalidFieldException;

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
  public static final int MAX_VIEWS = 8_192;

  /** Greatest number of updates in a phase: a step is an int. */
  private static final long MAX_UPDATES = 1_000_000_000;

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

  /**
   * Refuses more updates than a phase can have.
   *
   * @param field where this training stands
   */
  public void checkUpdates(String field, int samples) {
    long updates = (long) epochs * stepsPerEpoch(samples);
    if (updates > MAX_UPDATES) {
      throw new InvalidFieldException(
          field + ".epochs",
          "make %d updates; at most %d are allowed".formatted(updates, MAX_UPDATES));
    }
  }
}

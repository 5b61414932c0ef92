package org.prunescope.contract.experiment;

import org.prunescope.contract.field.Fields;

/**
 * What is measured beyond predictions and Q-Scores.
 *
 * @param predictionDepth whether the depth of each test sample is measured
 * @param supportSamples training images that vote in prediction depth: the first so many, at least
 *     30; 0 means all
 */
public record Measurement(boolean predictionDepth, int supportSamples) {
  public Measurement {
    if (supportSamples != 0) {
      Fields.atLeast("supportSamples", supportSamples, 30);
    }
  }
}

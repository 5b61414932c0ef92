package org.prunescope.contract.experiment;

import java.util.List;
import org.prunescope.contract.field.Fields;

/**
 * What is measured beyond predictions and Q-Scores.
 *
 * @param predictionDepth whether the depth of each test sample is measured
 * @param supportSamples training images that vote in prediction depth: the first so many, at least
 *     30; 0 means all
 * @param depthSeeds the runs whose prediction depth is measured, by seed; empty means all
 */
public record Measurement(boolean predictionDepth, int supportSamples, List<Long> depthSeeds) {
  public Measurement {
    if (supportSamples != 0) {
      Fields.atLeast("supportSamples", supportSamples, 30);
    }
    Fields.required("depthSeeds", depthSeeds);
    depthSeeds = List.copyOf(depthSeeds);
  }

  /** Whether the prediction depth of a run of this seed is measured. */
  public boolean measuresDepthOf(long seed) {
    return predictionDepth && (depthSeeds.isEmpty() || depthSeeds.contains(seed));
  }
}

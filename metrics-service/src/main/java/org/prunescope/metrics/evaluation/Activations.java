package org.prunescope.metrics.evaluation;

import java.util.List;
import org.prunescope.metrics.algorithm.FeatureMatrix;

/**
 * What a network says of some samples.
 *
 * @param logits (samples, classes)
 * @param latent (samples, latent width)
 * @param taps (samples, width) of each tap in the architecture's order; empty where not asked for
 */
public record Activations(FeatureMatrix logits, FeatureMatrix latent, List<FeatureMatrix> taps) {
  public Activations {
    taps = List.copyOf(taps);
  }
}

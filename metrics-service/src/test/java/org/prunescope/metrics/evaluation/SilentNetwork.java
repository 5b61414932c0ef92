package org.prunescope.metrics.evaluation;

import java.util.List;
import org.prunescope.metrics.algorithm.FeatureMatrix;

/** A network whose latents are zero. */
record SilentNetwork(int classes) implements FrozenNetwork {
  @Override
  public Activations evaluate(float[] images, int count, boolean tapped) {
    return new Activations(
        new FeatureMatrix(count, classes, new float[count * classes]),
        new FeatureMatrix(count, 4, new float[count * 4]),
        List.of());
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}

package org.prunescope.metrics.evaluation;

import java.nio.FloatBuffer;
import org.prunescope.contract.checkpoint.Safetensors;
import org.prunescope.contract.checkpoint.Tensor;
import org.prunescope.contract.network.Architecture;
import org.prunescope.contract.network.Head;
import org.prunescope.contract.network.ParameterSpec;
import org.prunescope.contract.plan.Part;

/** How much of a checkpoint is pruned. */
final class Sparsity {
  private Sparsity() {}

  /**
   * Share of the weights of the encoder's convolutions and of the classifier that are zero, 0 to 1.
   * Biases and batch normalisation are not counted.
   */
  static double achieved(Safetensors.Content content, Architecture architecture, int classes) {
    long zeros = 0;
    long all = 0;
    for (ParameterSpec parameter : architecture.parameters(new Head.Classifier(classes))) {
      if (Part.NETWORK.ranks(parameter, false)) {
        Tensor weights = content.tensor(parameter.name());
        zeros += zeros(weights.data().asFloatBuffer());
        all += weights.size();
      }
    }
    return (double) zeros / all;
  }

  private static long zeros(FloatBuffer weights) {
    long zeros = 0;
    while (weights.hasRemaining()) {
      if (weights.get() == 0) {
        zeros++;
      }
    }
    return zeros;
  }
}

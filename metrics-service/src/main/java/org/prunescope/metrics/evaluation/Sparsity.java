package org.prunescope.metrics.evaluation;

import java.nio.FloatBuffer;
import java.util.List;
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
   * The weights of the encoder's convolutions and of the classifier, tensor by tensor in the
   * network's order. Biases and batch normalisation are not counted.
   */
  static List<LayerSparsity> achieved(
      Safetensors.Content content, Architecture architecture, int classes) {
    return architecture.parameters(new Head.Classifier(classes)).stream()
        .filter(parameter -> Part.NETWORK.ranks(parameter, false))
        .map(parameter -> of(parameter, content.tensor(parameter.name())))
        .toList();
  }

  private static LayerSparsity of(ParameterSpec parameter, Tensor weights) {
    return new LayerSparsity(
        parameter.name(), weights.size(), zeros(weights.data().asFloatBuffer()));
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

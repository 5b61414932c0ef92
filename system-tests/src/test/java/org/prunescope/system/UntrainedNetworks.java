package org.prunescope.system;

import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.prunescope.contract.checkpoint.CheckpointFormat;
import org.prunescope.contract.checkpoint.Safetensors;
import org.prunescope.contract.checkpoint.Tensor;
import org.prunescope.contract.network.Architecture;
import org.prunescope.contract.network.Head;
import org.prunescope.contract.network.ParameterSpec;
import org.prunescope.contract.random.Purpose;
import org.prunescope.contract.random.RandomStream;

/** Checkpoints with weights drawn from a seed: networks to measure without training any. */
final class UntrainedNetworks {
  private UntrainedNetworks() {}

  /**
   * The checkpoint of one network.
   *
   * @param sparsity share of each tensor's weights that is zero, the smallest ones
   */
  static byte[] checkpoint(Architecture architecture, int classes, long seed, double sparsity) {
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    List<ParameterSpec> layout = architecture.parameters(new Head.Classifier(classes));
    for (int index = 0; index < layout.size(); index++) {
      ParameterSpec parameter = layout.get(index);
      float[] values =
          values(parameter, new RandomStream(seed, 0, 0, index, Purpose.INITIALISATION));
      if (parameter.kind().isWeight()) {
        prune(values, sparsity);
      }
      tensors.put(parameter.name(), Tensor.ofFloats(values, parameter.sizes()));
    }
    return bytes(tensors);
  }

  /** A network that has diverged: one of its weights is not a number. */
  static byte[] divergedCheckpoint(Architecture architecture, int classes) {
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    for (ParameterSpec parameter : architecture.parameters(new Head.Classifier(classes))) {
      float[] values = new float[parameter.size()];
      values[0] = parameter.name().equals(Head.Classifier.WEIGHT) ? Float.NaN : 0;
      tensors.put(parameter.name(), Tensor.ofFloats(values, parameter.sizes()));
    }
    return bytes(tensors);
  }

  private static byte[] bytes(SortedMap<String, Tensor> tensors) {
    return Safetensors.write(new Safetensors.Content(CheckpointFormat.METADATA, tensors));
  }

  private static float[] values(ParameterSpec parameter, RandomStream random) {
    float[] values = new float[parameter.size()];
    switch (parameter.kind()) {
      case CONVOLUTION_WEIGHT, LINEAR_WEIGHT -> {
        int inputs = parameter.size() / parameter.shape().getFirst();
        double deviation = StrictMath.sqrt(2.0 / inputs);
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) (deviation * random.nextGaussian());
        }
      }
      case LINEAR_BIAS, NORM_SHIFT, RUNNING_MEAN -> Arrays.fill(values, 0);
      case NORM_SCALE, RUNNING_VARIANCE -> Arrays.fill(values, 1);
    }
    return values;
  }

  private static void prune(float[] weights, double sparsity) {
    float[] magnitudes = new float[weights.length];
    for (int i = 0; i < weights.length; i++) {
      magnitudes[i] = Math.abs(weights[i]);
    }
    Arrays.sort(magnitudes);
    float least = magnitudes[(int) (sparsity * weights.length)];
    for (int i = 0; i < weights.length; i++) {
      if (Math.abs(weights[i]) < least) {
        weights[i] = 0;
      }
    }
  }
}

package org.prunescope.network;

import java.util.Arrays;
import java.util.List;
import org.prunescope.contract.checkpoint.Tensor;
import org.prunescope.contract.network.Head;
import org.prunescope.contract.network.ParameterSpec;
import org.prunescope.contract.random.Purpose;
import org.prunescope.contract.random.RandomStream;

/**
 * Initial values of a network's tensors: the same on every machine and JDK, because each tensor
 * draws from its own counter-based stream.
 *
 * <p>Convolutions: normal with standard deviation sqrt(2 / (kernel^2 x out channels)) (He et al.
 * 2015, arXiv 1502.01852, fan-out). Linear weights and biases: uniform within 1 / sqrt(inputs) of
 * 0; but 0 for the bias of a classifier that is there from the run's first phase on. Batch
 * normalisation: factor 1, summand 0, mean 0, variance 1.
 */
final class Initialisation {
  private Initialisation() {}

  /**
   * Initial values of one tensor, drawn in double precision and rounded, in row-major order.
   *
   * @param layout of the whole network, in state_dict order
   * @param index of the tensor in the layout, buffers counted
   * @param phase index of the phase in which the tensor first trains
   */
  static Tensor tensor(List<ParameterSpec> layout, int index, long seed, int phase) {
    ParameterSpec parameter = layout.get(index);
    float[] values = new float[parameter.size()];
    RandomStream random = new RandomStream(seed, phase, 0, index, Purpose.INITIALISATION);
    switch (parameter.kind()) {
      case CONVOLUTION_WEIGHT -> {
        double fanOut = (double) parameter.size() / parameter.shape().get(1);
        double deviation = StrictMath.sqrt(2 / fanOut);
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) (deviation * random.nextGaussian());
        }
      }
      case LINEAR_WEIGHT -> fillUniformly(values, parameter, random);
      case LINEAR_BIAS -> {
        if (phase > 0 || !parameter.name().equals(Head.Classifier.BIAS)) {
          fillUniformly(values, layout.get(index - 1), random);
        }
      }
      case NORM_SCALE, RUNNING_VARIANCE -> Arrays.fill(values, 1);
      case NORM_SHIFT, RUNNING_MEAN -> Arrays.fill(values, 0);
    }
    return Tensor.ofFloats(values, parameter.sizes());
  }

  /**
   * @param weight of the linear layer
   */
  private static void fillUniformly(float[] values, ParameterSpec weight, RandomStream random) {
    double bound = 1 / StrictMath.sqrt(weight.shape().get(1));
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-bound, bound);
    }
  }
}

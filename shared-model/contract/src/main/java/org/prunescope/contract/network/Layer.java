package org.prunescope.contract.network;

import java.util.List;

/**
 * One layer of an encoder: what it reads, as numbers of {@link Activation}s, the tensors that it
 * has, and what it costs.
 */
public sealed interface Layer {
  /** Numbers of the activations that it reads. */
  List<Integer> reads();

  /** Its tensors, their names without the encoder's prefix. */
  List<ParameterSpec> parameters();

  /**
   * Multiplications with addition for one image of 32 x 32, forward, where it is a product of
   * matrices or a convolution; 0 for what costs little beside those.
   */
  long multiplyAdds();

  /** A layer without tensors, which costs little. */
  sealed interface Weightless extends Layer {
    @Override
    default List<ParameterSpec> parameters() {
      return List.of();
    }

    @Override
    default long multiplyAdds() {
      return 0;
    }
  }

  /** A layer of one input. */
  sealed interface OfOne extends Layer {
    int input();

    @Override
    default List<Integer> reads() {
      return List.of(input());
    }
  }

  /**
   * A convolution without bias, (output, input, kernel, kernel), padded so that stride 1 keeps the
   * size.
   *
   * @param side of its output for an image of 32 x 32, in pixels
   */
  record Convolution(
      int input, String name, int inputs, int outputs, int kernel, int stride, int side)
      implements OfOne {
    @Override
    public List<ParameterSpec> parameters() {
      return List.of(
          ParameterSpec.of(
              name + ".weight", ParameterKind.CONVOLUTION_WEIGHT, outputs, inputs, kernel, kernel));
    }

    @Override
    public long multiplyAdds() {
      return (long) side * side * kernel * kernel * inputs * outputs;
    }
  }

  /** A batch normalisation with its running statistics. */
  record Norm(int input, String name, int channels) implements OfOne {
    @Override
    public List<ParameterSpec> parameters() {
      return List.of(
          ParameterSpec.of(name + ".weight", ParameterKind.NORM_SCALE, channels),
          ParameterSpec.of(name + ".bias", ParameterKind.NORM_SHIFT, channels),
          ParameterSpec.of(name + ".running_mean", ParameterKind.RUNNING_MEAN, channels),
          ParameterSpec.of(name + ".running_var", ParameterKind.RUNNING_VARIANCE, channels));
    }

    @Override
    public long multiplyAdds() {
      return 0;
    }
  }

  /** relu of its input, which is overwritten. */
  record Relu(int input) implements OfOne, Weightless {}

  /** The sum of two; the first one is overwritten. */
  record Add(int sum, int summand) implements Weightless {
    @Override
    public List<Integer> reads() {
      return List.of(sum, summand);
    }
  }

  /** The average over the image. */
  record Average(int input) implements OfOne, Weightless {}

  /** Hands nothing on: remembers the average of its input, where taps are asked for. */
  record Tapped(int input, Tap tap) implements OfOne, Weightless {}
}

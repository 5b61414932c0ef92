package org.prunescope.contract.network;

import java.util.ArrayList;
import java.util.List;

/** Collects an encoder's layers in the order in which PyTorch lists their tensors. */
final class EncoderLayout {
  static final int IMAGE_SIDE = 32;
  static final int IMAGE_CHANNELS = 3;

  private final List<ParameterSpec> parameters = new ArrayList<>();
  private long multiplyAdds;

  /**
   * A convolution without bias, (output, input, kernel, kernel).
   *
   * @param side of its output, in pixels
   */
  void convolution(String name, int input, int output, int kernel, int side) {
    add(name + ".weight", ParameterKind.CONVOLUTION_WEIGHT, output, input, kernel, kernel);
    multiplyAdds += (long) side * side * kernel * kernel * input * output;
  }

  /** A batch normalisation with its running statistics. */
  void norm(String name, int channels) {
    add(name + ".weight", ParameterKind.NORM_SCALE, channels);
    add(name + ".bias", ParameterKind.NORM_SHIFT, channels);
    add(name + ".running_mean", ParameterKind.RUNNING_MEAN, channels);
    add(name + ".running_var", ParameterKind.RUNNING_VARIANCE, channels);
  }

  List<ParameterSpec> parameters() {
    return List.copyOf(parameters);
  }

  /** Multiplications with addition in the convolutions for one image, forward. */
  long multiplyAdds() {
    return multiplyAdds;
  }

  private void add(String name, ParameterKind kind, Integer... shape) {
    parameters.add(ParameterSpec.of(Architecture.ENCODER + name, kind, shape));
  }
}

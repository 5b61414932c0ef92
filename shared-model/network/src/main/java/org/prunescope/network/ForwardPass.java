package org.prunescope.network;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.prunescope.contract.network.Architecture;
import org.prunescope.contract.network.Head;

/**
 * The layers of one forward pass, each named by its tensors in PyTorch's state_dict.
 *
 * <p>Whoever asks for a result closes it as soon as it was used: what the backward pass needs stays
 * alive inside libtorch, the rest is memory for the next layer.
 */
final class ForwardPass {
  private static final TorchScript RELU_IN_PLACE = new TorchScript("relu-in-place");

  private static final double NORM_MOMENTUM = 0.1;
  private static final double NORM_EPSILON = 1e-5;
  private static final double EUCLIDEAN = 2;

  /** Shorter rows are divided by this instead of their length, as PyTorch's normalize does. */
  private static final double LEAST_LENGTH = 1e-12;

  private static final Shape DILATION = new Shape(1, 1);
  private static final Shape ONE_PIXEL = new Shape(1, 1);

  /** Where batch normalisation takes mean and variance from. */
  enum Normalisation {
    /** From the batch; the running ones move towards them by 0.1. */
    BATCH,
    /** The running ones, which stay as they are. */
    RUNNING
  }

  private final Map<String, PtNDArray> tensors;
  private final Normalisation normalisation;
  private final Arithmetic arithmetic;
  private final boolean tapped;
  private final List<PtNDArray> taps = new ArrayList<>();

  /**
   * @param tensors parameters and buffers by their names in a checkpoint
   * @param arithmetic of convolutions and linear layers
   * @param tapped whether {@link #tap} keeps what it is given
   */
  ForwardPass(
      Map<String, PtNDArray> tensors,
      Normalisation normalisation,
      Arithmetic arithmetic,
      boolean tapped) {
    this.tensors = tensors;
    this.arithmetic = arithmetic;
    this.normalisation = normalisation;
    this.tapped = tapped;
  }

  /** The encoder's convolution of this name: no bias, padded so that stride 1 keeps the size. */
  PtNDArray convolution(PtNDArray input, String name, int stride) {
    PtNDArray weight = arithmetic.factor(encoderTensor(name + ".weight"));
    long padding = weight.getShape().get(2) / 2;
    return JniUtils.convolution(
        input, weight, null, new Shape(stride, stride), new Shape(padding, padding), DILATION, 1);
  }

  /** The encoder's batch normalisation of this name. */
  PtNDArray normalised(PtNDArray input, String name) {
    // In DJL 0.36.0 the method's own names for its four arrays are in another, wrong order.
    return JniUtils.batchNorm(
        input,
        encoderTensor(name + ".running_mean"),
        encoderTensor(name + ".running_var"),
        encoderTensor(name + ".weight"),
        encoderTensor(name + ".bias"),
        normalisation == Normalisation.BATCH,
        NORM_MOMENTUM,
        NORM_EPSILON);
  }

  /** relu of the encoder's batch normalisation of this name. */
  PtNDArray normalisedRelu(PtNDArray input, String name) {
    try (PtNDArray normalised = normalised(input, name)) {
      return relu(normalised);
    }
  }

  /** relu of the activation, which is overwritten. */
  PtNDArray relu(PtNDArray activation) {
    return RELU_IN_PLACE.apply(activation);
  }

  /** Average over the image: (N, C, H, W) to (N, C). */
  PtNDArray average(PtNDArray input) {
    try (PtNDArray pooled = JniUtils.adaptiveAvgPool(input, ONE_PIXEL)) {
      return JniUtils.flatten(pooled, 1, -1);
    }
  }

  /** The classifier's logits of the latent, (N, classes). */
  PtNDArray classifier(PtNDArray latent) {
    return arithmetic.single(linear(latent, Head.Classifier.WEIGHT, Head.Classifier.BIAS));
  }

  /** The projection of the latent, rows scaled to length 1, (N, width). */
  PtNDArray projection(PtNDArray latent) {
    try (PtNDArray hidden =
            linear(latent, Head.Projection.HIDDEN_WEIGHT, Head.Projection.HIDDEN_BIAS);
        PtNDArray activated = JniUtils.relu(hidden);
        PtNDArray projected =
            linear(activated, Head.Projection.OUTPUT_WEIGHT, Head.Projection.OUTPUT_BIAS)) {
      return JniUtils.normalize(arithmetic.single(projected), EUCLIDEAN, 1, LEAST_LENGTH);
    }
  }

  /** Remembers the average of this activation as the next tap. */
  void tap(PtNDArray activation) {
    if (tapped) {
      taps.add(average(activation));
    }
  }

  /** What was tapped, from the first layer to the last, each (N, width). */
  List<PtNDArray> taps() {
    return taps;
  }

  private PtNDArray linear(PtNDArray input, String weight, String bias) {
    return JniUtils.linear(
        input, arithmetic.factor(tensor(weight)), arithmetic.factor(tensor(bias)));
  }

  private PtNDArray encoderTensor(String name) {
    return tensor(Architecture.ENCODER + name);
  }

  private PtNDArray tensor(String name) {
    PtNDArray tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalStateException("the network has no tensor " + name);
    }
    return tensor;
  }
}

package org.prunescope.network;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.network.Architecture;
import org.prunescope.contract.network.EncoderLayout;
import org.prunescope.contract.network.Head;
import org.prunescope.contract.network.Layer;

/**
 * One forward pass: an encoder's layers, as its architecture says them, and a head. Tensors are
 * named as in PyTorch's state_dict.
 *
 * <p>An activation is closed as soon as no layer reads it any more: what the backward pass needs
 * stays alive inside libtorch, the rest is memory for the next layer.
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

  private final EncoderLayout encoder;
  private final Map<String, PtNDArray> tensors;
  private final Normalisation normalisation;
  private final Arithmetic arithmetic;
  private final boolean tapped;
  private final List<PtNDArray> taps = new ArrayList<>();

  /**
   * @param tensors parameters and buffers by their names in a checkpoint
   * @param arithmetic of convolutions and linear layers
   * @param tapped whether what the layers' probes read is kept
   */
  ForwardPass(
      EncoderLayout encoder,
      Map<String, PtNDArray> tensors,
      Normalisation normalisation,
      Arithmetic arithmetic,
      boolean tapped) {
    this.encoder = encoder;
    this.tensors = tensors;
    this.arithmetic = arithmetic;
    this.normalisation = normalisation;
    this.tapped = tapped;
  }

  /**
   * The latent of each image.
   *
   * @param images (N, 3, H, W), which stay open
   * @return (N, latent width)
   */
  PtNDArray latent(PtNDArray images) {
    Map<Integer, List<Integer>> lastRead = encoder.lastRead();
    Map<Integer, PtNDArray> activations = new HashMap<>();
    activations.put(0, images);
    int number = 0;
    for (Layer layer : encoder.layers()) {
      number++;
      PtNDArray output = compute(layer, activations);
      for (int read : lastRead.getOrDefault(number, List.of())) {
        PtNDArray done = required(activations.remove(read), read);
        // A sum lies in its first operand.
        if (!(layer instanceof Layer.Add add && add.sum() == read)) {
          done.close();
        }
      }
      if (output != null) {
        activations.put(number, output);
      }
    }
    return required(activations.get(encoder.latent().number()), encoder.latent().number());
  }

  /** What the layer hands on, if anything; a sum is its first operand, overwritten. */
  private @Nullable PtNDArray compute(Layer layer, Map<Integer, PtNDArray> activations) {
    PtNDArray input = required(activations.get(layer.reads().getFirst()), layer);
    return switch (layer) {
      case Layer.Convolution convolution ->
          convolution(input, convolution.name(), convolution.stride());
      case Layer.Norm norm -> normalised(input, norm.name());
      case Layer.Relu relu -> RELU_IN_PLACE.apply(input);
      case Layer.Add add -> {
        JniUtils.addi(input, required(activations.get(add.summand()), add));
        yield input;
      }
      case Layer.Average average -> average(input);
      case Layer.Tapped probe -> {
        if (tapped) {
          taps.add(average(input));
        }
        yield null;
      }
    };
  }

  /** Without bias, padded so that stride 1 keeps the size. */
  PtNDArray convolution(PtNDArray input, String name, int stride) {
    PtNDArray weight = arithmetic.factor(encoderTensor(name + ".weight"));
    long padding = weight.getShape().get(2) / 2;
    return JniUtils.convolution(
        input, weight, null, new Shape(stride, stride), new Shape(padding, padding), DILATION, 1);
  }

  private PtNDArray normalised(PtNDArray input, String name) {
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

  /** Over the image: (N, C, H, W) to (N, C). */
  private static PtNDArray average(PtNDArray input) {
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
    return required(tensors.get(name), name);
  }

  private static PtNDArray required(@Nullable PtNDArray array, Object of) {
    if (array == null) {
      throw new IllegalStateException("the network has no " + of);
    }
    return array;
  }
}

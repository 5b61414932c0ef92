package org.prunescope.contract.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An encoder's layers in the order in which they compute, and what follows from them without
 * computing anything.
 *
 * @param latent what the last layer hands on
 * @param lastRead after which layer nothing reads an activation any more, both by their numbers
 *     from 1; the images and the latent are not among them
 */
public record EncoderLayout(
    List<Layer> layers, Activation latent, Map<Integer, List<Integer>> lastRead) {
  private static final Activation IMAGES = new Activation(0, 3, 32);

  public EncoderLayout {
    layers = List.copyOf(layers);
    lastRead = Map.copyOf(lastRead);
  }

  static EncoderLayout of(Architecture architecture) {
    Layers layers = new Layers();
    Activation latent = architecture.encode(IMAGES, layers);
    if (latent.side() != 1) {
      throw new IllegalArgumentException("a latent is an average over the image, not " + latent);
    }
    List<Layer> said = layers.said();
    return new EncoderLayout(said, latent, lastRead(said, latent));
  }

  /** The encoder's tensors in the order of its layers. */
  public List<ParameterSpec> parameters() {
    List<ParameterSpec> parameters = new ArrayList<>();
    for (Layer layer : layers) {
      if (layer instanceof Layer.Convolution convolution) {
        parameters.add(
            spec(
                convolution.name() + ".weight",
                ParameterKind.CONVOLUTION_WEIGHT,
                convolution.outputs(),
                convolution.inputs(),
                convolution.kernel(),
                convolution.kernel()));
      } else if (layer instanceof Layer.Norm norm) {
        int channels = norm.channels();
        parameters.add(spec(norm.name() + ".weight", ParameterKind.NORM_SCALE, channels));
        parameters.add(spec(norm.name() + ".bias", ParameterKind.NORM_SHIFT, channels));
        parameters.add(spec(norm.name() + ".running_mean", ParameterKind.RUNNING_MEAN, channels));
        parameters.add(
            spec(norm.name() + ".running_var", ParameterKind.RUNNING_VARIANCE, channels));
      }
    }
    return List.copyOf(parameters);
  }

  /** Multiplications with addition in the convolutions for one image of 32 x 32, forward. */
  public long multiplyAdds() {
    long sum = 0;
    for (Layer layer : layers) {
      if (layer instanceof Layer.Convolution convolution) {
        long pixels = (long) convolution.side() * convolution.side();
        long weights = (long) convolution.kernel() * convolution.kernel() * convolution.inputs();
        sum += pixels * weights * convolution.outputs();
      }
    }
    return sum;
  }

  /** Where the encoder is probed, in the order of its layers. */
  public List<Tap> taps() {
    return layers.stream()
        .filter(Layer.Tapped.class::isInstance)
        .map(layer -> ((Layer.Tapped) layer).tap())
        .toList();
  }

  private static Map<Integer, List<Integer>> lastRead(List<Layer> layers, Activation latent) {
    Map<Integer, Integer> last = new HashMap<>();
    for (int i = 0; i < layers.size(); i++) {
      int number = i + 1;
      layers.get(i).reads().forEach(read -> last.put(read, number));
    }
    last.remove(IMAGES.number());
    last.remove(latent.number());
    Map<Integer, List<Integer>> byLayer = new HashMap<>();
    last.forEach((read, layer) -> byLayer.computeIfAbsent(layer, l -> new ArrayList<>()).add(read));
    return byLayer;
  }

  private static ParameterSpec spec(String name, ParameterKind kind, Integer... shape) {
    return ParameterSpec.of(Architecture.ENCODER + name, kind, shape);
  }
}

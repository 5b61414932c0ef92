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
    return layers.stream()
        .flatMap(layer -> layer.parameters().stream())
        .map(
            spec ->
                new ParameterSpec(Architecture.ENCODER + spec.name(), spec.shape(), spec.kind()))
        .toList();
  }

  /** Multiplications with addition for one image of 32 x 32, forward. */
  public long multiplyAdds() {
    return layers.stream().mapToLong(Layer::multiplyAdds).sum();
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
}

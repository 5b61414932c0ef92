package org.prunescope.contract.network;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * By which an architecture says its layers, one after the other, in the order in which they compute
 * and in which PyTorch lists their tensors.
 *
 * <p>{@link #relu} and {@link #add} overwrite what they are given first, so that a network takes no
 * more memory than it must: neither may another layer read that, nor may it be a relu's output,
 * which the way back needs. {@link #tap} may have read it before.
 */
public final class Layers {
  private final List<Layer> layers = new ArrayList<>();

  /** Numbers of activations that the way back needs as they are. */
  private final BitSet kept = new BitSet();

  private final BitSet overwritten = new BitSet();

  Layers() {}

  /**
   * A convolution without bias, padded so that stride 1 keeps the size: {@code name.weight}.
   *
   * @param kernel its side, odd
   */
  public Activation convolution(
      Activation input, String name, int outputs, int kernel, int stride) {
    if (kernel % 2 == 0 || stride < 1) {
      throw new IllegalArgumentException(
          "%s has kernel %d and stride %d".formatted(name, kernel, stride));
    }
    keep(input);
    int side = Math.ceilDiv(input.side(), stride);
    return add(
        new Layer.Convolution(
            input.number(), name, input.channels(), outputs, kernel, stride, side),
        outputs,
        side);
  }

  /** A batch normalisation: weight, bias, running_mean and running_var below {@code name}. */
  public Activation norm(Activation input, String name) {
    keep(input);
    return like(input, new Layer.Norm(input.number(), name, input.channels()));
  }

  /** relu; overwrites the activation. */
  public Activation relu(Activation activation) {
    overwrite(activation);
    Activation output = like(activation, new Layer.Relu(activation.number()));
    kept.set(output.number());
    return output;
  }

  /** The sum of two of one shape; overwrites the first one. */
  public Activation add(Activation sum, Activation summand) {
    if (sum.channels() != summand.channels() || sum.side() != summand.side()) {
      throw new IllegalArgumentException("%s and %s differ in shape".formatted(sum, summand));
    }
    keep(summand);
    overwrite(sum);
    return like(sum, new Layer.Add(sum.number(), summand.number()));
  }

  /** The average over the image, one value per channel. */
  public Activation average(Activation input) {
    keep(input);
    return add(new Layer.Average(input.number()), input.channels(), 1);
  }

  /** Makes this activation a place where the network is probed. */
  public void tap(Activation activation, String name) {
    read(activation);
    layers.add(new Layer.Tapped(activation.number(), new Tap(name, activation.channels())));
  }

  /** What was said. */
  List<Layer> said() {
    return List.copyOf(layers);
  }

  private Activation like(Activation input, Layer layer) {
    return add(layer, input.channels(), input.side());
  }

  private Activation add(Layer layer, int channels, int side) {
    layers.add(layer);
    return new Activation(layers.size(), channels, side);
  }

  private void keep(Activation activation) {
    read(activation);
    kept.set(activation.number());
  }

  private void read(Activation activation) {
    if (overwritten.get(activation.number())) {
      throw new IllegalArgumentException(activation + " was overwritten by another layer");
    }
  }

  private void overwrite(Activation activation) {
    read(activation);
    if (activation.number() == 0 || kept.get(activation.number())) {
      throw new IllegalArgumentException(activation + " is needed, and cannot be overwritten");
    }
    overwritten.set(activation.number());
  }
}

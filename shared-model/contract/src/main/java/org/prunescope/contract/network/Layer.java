package org.prunescope.contract.network;

import java.util.List;

/** One layer of an encoder, in the terms of what it reads: numbers of {@link Activation}s. */
public sealed interface Layer {
  /** Numbers of the activations that it reads. */
  List<Integer> reads();

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
      implements OfOne {}

  /** A batch normalisation with its running statistics. */
  record Norm(int input, String name, int channels) implements OfOne {}

  /** relu of its input, which is overwritten. */
  record Relu(int input) implements OfOne {}

  /** The sum of two; the first one is overwritten. */
  record Add(int sum, int summand) implements Layer {
    @Override
    public List<Integer> reads() {
      return List.of(sum, summand);
    }
  }

  /** The average over the image. */
  record Average(int input) implements OfOne {}

  /** Hands nothing on: remembers the average of its input, where taps are asked for. */
  record Tapped(int input, Tap tap) implements OfOne {}
}

package org.prunescope.contract.network;

import java.util.ArrayList;
import java.util.List;
import org.prunescope.contract.field.Fields;
import org.prunescope.contract.field.InvalidFieldException;

/**
 * Wide ResNet for 32 x 32 images with pre-activation blocks: a 3x3 stem of 16 channels, three
 * groups of (depth - 4) / 6 blocks with 16k, 32k and 64k channels and strides 1, 2 and 2.
 *
 * <p>Zagoruyko and Komodakis 2016 (arXiv 1605.07146), without dropout. No convolution has a bias.
 *
 * @param depth 6n + 4, 10 to 100
 * @param widen the factor k on the groups' channels, 1 to 16
 */
public record WideResNet(int depth, int widen) implements Architecture {
  private static final int STEM_CHANNELS = 16;

  public WideResNet {
    if (depth < 10 || depth > 100 || (depth - 4) % 6 != 0) {
      throw new InvalidFieldException("depth", "must be 6n + 4, from 10 to 100, not " + depth);
    }
    Fields.within("widen", widen, 1, 16);
  }

  /**
   * One residual block: bn1, relu, conv1 (3x3), bn2, relu, conv2 (3x3).
   *
   * @param name such as {@code block1.layer.0}
   * @param stride of conv1 and of the shortcut, 1 or 2
   */
  public record Block(String name, int inputChannels, int outputChannels, int stride) {
    /** Whether the block adds its input itself; otherwise a 1x1 convolution of it, convShortcut. */
    public boolean hasIdentity() {
      return inputChannels == outputChannels;
    }

    private Activation encode(Activation input, Layers layers) {
      Activation activated = layers.relu(layers.norm(input, name + ".bn1"));
      Activation residual = residual(activated, layers);
      if (hasIdentity()) {
        Activation sum = layers.add(residual, input);
        layers.tap(sum, name);
        return sum;
      }
      String shortcut = name + ".convShortcut";
      return layers.add(
          residual, layers.convolution(activated, shortcut, outputChannels, 1, stride));
    }

    private Activation residual(Activation activated, Layers layers) {
      Activation convolved =
          layers.convolution(activated, name + ".conv1", outputChannels, 3, stride);
      Activation hidden = layers.relu(layers.norm(convolved, name + ".bn2"));
      layers.tap(hidden, name + ".bn2");
      Activation residual = layers.convolution(hidden, name + ".conv2", outputChannels, 3, 1);
      layers.tap(residual, name + ".conv2");
      return residual;
    }
  }

  @Override
  public String displayName() {
    return "WRN-%d-%d".formatted(depth, widen);
  }

  /** The blocks from the first to the last. */
  public List<Block> blocks() {
    int perGroup = (depth - 4) / 6;
    List<Block> blocks = new ArrayList<>();
    int channels = STEM_CHANNELS;
    for (int group = 1; group <= 3; group++) {
      int width = (STEM_CHANNELS * widen) << (group - 1);
      for (int i = 0; i < perGroup; i++) {
        int stride = group > 1 && i == 0 ? 2 : 1;
        blocks.add(new Block("block%d.layer.%d".formatted(group, i), channels, width, stride));
        channels = width;
      }
    }
    return List.copyOf(blocks);
  }

  /**
   * Tapped are the stem's convolution; per block the input of conv2, the output of conv2 and, in
   * blocks with an identity, the sum that leaves the block.
   */
  @Override
  public Activation encode(Activation images, Layers layers) {
    Activation features = layers.convolution(images, "conv1", STEM_CHANNELS, 3, 1);
    layers.tap(features, "conv1");
    for (Block block : blocks()) {
      features = block.encode(features, layers);
    }
    return layers.average(layers.relu(layers.norm(features, "bn1")));
  }
}

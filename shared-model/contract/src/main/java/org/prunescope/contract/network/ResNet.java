package org.prunescope.contract.network;

import java.util.ArrayList;
import java.util.List;
import org.prunescope.contract.field.Fields;
import org.prunescope.contract.field.InvalidFieldException;

/**
 * ResNet for 32 x 32 images with basic blocks: a 3x3 stem without pooling, then four groups of w,
 * 2w, 4w and 8w channels with strides 1, 2, 2 and 2. Names and order of its tensors are
 * torchvision's.
 *
 * <p>He et al. 2016 (arXiv 1512.03385), with the stem that contrastive learning uses for small
 * images (Chen et al. 2020, arXiv 2002.05709, appendix B.9). No convolution has a bias.
 *
 * @param depth 18 (blocks per group 2, 2, 2, 2) or 34 (3, 4, 6, 3)
 * @param width channels of stem and first group, 8 to 128; 64 is the standard network
 */
public record ResNet(int depth, int width) implements Architecture {
  private static final int STANDARD_WIDTH = 64;

  public ResNet {
    if (depth != 18 && depth != 34) {
      throw new InvalidFieldException("depth", "must be 18 or 34, not " + depth);
    }
    Fields.within("width", width, 8, 128);
  }

  /**
   * One residual block: conv1 (3x3), bn1, relu, conv2 (3x3), bn2; then its sum with the shortcut,
   * and relu.
   *
   * @param name such as {@code layer1.0}
   * @param stride of conv1 and of the shortcut, 1 or 2
   */
  public record Block(String name, int inputChannels, int outputChannels, int stride) {
    /**
     * Whether the block adds its input itself; otherwise a 1x1 convolution of it, normalised:
     * downsample.0 and downsample.1.
     */
    public boolean hasIdentity() {
      return inputChannels == outputChannels && stride == 1;
    }

    private Activation encode(Activation input, Layers layers) {
      Activation residual = residual(input, layers);
      if (hasIdentity()) {
        Activation sum = layers.add(residual, input);
        layers.tap(sum, name);
        return layers.relu(sum);
      }
      String shortcut = name + ".downsample";
      Activation convolved = layers.convolution(input, shortcut + ".0", outputChannels, 1, stride);
      return layers.relu(layers.add(residual, layers.norm(convolved, shortcut + ".1")));
    }

    private Activation residual(Activation input, Layers layers) {
      Activation first = layers.convolution(input, name + ".conv1", outputChannels, 3, stride);
      Activation hidden = layers.relu(layers.norm(first, name + ".bn1"));
      Activation second = layers.convolution(hidden, name + ".conv2", outputChannels, 3, 1);
      layers.tap(hidden, name + ".bn1");
      layers.tap(second, name + ".conv2");
      return layers.norm(second, name + ".bn2");
    }
  }

  @Override
  public String displayName() {
    return width == STANDARD_WIDTH
        ? "ResNet-%d".formatted(depth)
        : "ResNet-%d of width %d".formatted(depth, width);
  }

  /** The blocks from the first to the last. */
  public List<Block> blocks() {
    List<Integer> perGroup = depth == 18 ? List.of(2, 2, 2, 2) : List.of(3, 4, 6, 3);
    List<Block> blocks = new ArrayList<>();
    int channels = width;
    for (int group = 1; group <= perGroup.size(); group++) {
      int outputs = width << (group - 1);
      for (int i = 0; i < perGroup.get(group - 1); i++) {
        int stride = group > 1 && i == 0 ? 2 : 1;
        blocks.add(new Block("layer%d.%d".formatted(group, i), channels, outputs, stride));
        channels = outputs;
      }
    }
    return List.copyOf(blocks);
  }

  /**
   * Tapped are the stem's convolution; per block the input of conv2, the output of conv2 and, in
   * blocks with an identity, the sum before its relu.
   */
  @Override
  public Activation encode(Activation images, Layers layers) {
    Activation convolved = layers.convolution(images, "conv1", width, 3, 1);
    layers.tap(convolved, "conv1");
    Activation features = layers.relu(layers.norm(convolved, "bn1"));
    for (Block block : blocks()) {
      features = block.encode(features, layers);
    }
    return layers.average(features);
  }
}

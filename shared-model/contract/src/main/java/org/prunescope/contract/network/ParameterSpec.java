package org.prunescope.contract.network;

import java.util.List;

/**
 * One tensor of a network: parameter or buffer.
 *
 * @param name its name in a checkpoint, such as {@code encoder.block1.layer.0.conv1.weight}
 * @param shape PyTorch's shape, at least one size, each at least 1
 */
public record ParameterSpec(String name, List<Integer> shape, ParameterKind kind) {
  public ParameterSpec {
    shape = List.copyOf(shape);
    if (name.isEmpty() || shape.isEmpty() || shape.stream().anyMatch(size -> size < 1)) {
      throw new IllegalArgumentException("parameter '%s' of shape %s".formatted(name, shape));
    }
  }

  static ParameterSpec of(String name, ParameterKind kind, Integer... shape) {
    return new ParameterSpec(name, List.of(shape), kind);
  }

  /** Number of elements. */
  public int size() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }

  /** The shape as an array, as a checkpoint's tensor has it. */
  public int[] sizes() {
    return shape.stream().mapToInt(Integer::intValue).toArray();
  }
}

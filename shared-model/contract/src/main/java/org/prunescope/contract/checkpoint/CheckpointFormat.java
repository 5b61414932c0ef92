package org.prunescope.contract.checkpoint;

import java.util.Map;

/**
 * What the tensors of a checkpoint are called. A parameter {@code x} stands under its own name; its
 * momentum and its mask, where it has one, stand beside it.
 */
public final class CheckpointFormat {
  /** A checkpoint's metadata: its format and nothing else, so that equal states are equal files. */
  public static final Map<String, String> METADATA = Map.of("format_version", "1");

  /** Begins the name of a momentum buffer: F32, shaped as its parameter, absent while empty. */
  public static final String MOMENTUM = "momentum.";

  /** Begins the name of a mask: U8, shaped as its parameter, 1 keeps; absent where it keeps all. */
  public static final String MASK = "mask.";

  private CheckpointFormat() {}

  /** Name of the momentum buffer of this parameter. */
  public static String momentumOf(String parameter) {
    return MOMENTUM + parameter;
  }

  /** Name of the mask of this parameter. */
  public static String maskOf(String parameter) {
    return MASK + parameter;
  }

  /**
   * The tensors of a checkpoint, none of which was looked at yet: their names, types and shapes are
   * for the network to check.
   *
   * @throws InvalidTensorFileException where the bytes are not what we write of any tensors
   */
  public static Safetensors.Content read(byte[] bytes) {
    Safetensors.Content content = Safetensors.readCanonical(bytes);
    requireOurs(content);
    return content;
  }

  /**
   * Refuses a file of another format.
   *
   * @throws InvalidTensorFileException where the metadata is not {@link #METADATA}
   */
  public static void requireOurs(Safetensors.Content content) {
    if (!content.metadata().equals(METADATA)) {
      throw new InvalidTensorFileException(
          "metadata is %s, not %s".formatted(content.metadata(), METADATA));
    }
  }
}

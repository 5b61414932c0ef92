package org.prunescope.contract.network;

import java.util.List;
import java.util.stream.Stream;

/** What stands on an encoder's latent. */
public sealed interface Head {
  /** Its tensors for a latent of so many values, in PyTorch's state_dict order. */
  List<ParameterSpec> parameters(int latentWidth);

  /**
   * One linear layer, from the latent to the classes' logits: {@code fc}.
   *
   * @param classes at least 2
   */
  record Classifier(int classes) implements Head {
    public static final String WEIGHT = "fc.weight";
    public static final String BIAS = "fc.bias";

    public Classifier {
      if (classes < 2) {
        throw new IllegalArgumentException("classes must be at least 2, not " + classes);
      }
    }

    @Override
    public List<ParameterSpec> parameters(int latentWidth) {
      return linear(WEIGHT, BIAS, latentWidth, classes);
    }
  }

  /**
   * Two linear layers with a relu between them, as wide as the latent first: {@code head.0} and
   * {@code head.2}. What leaves it is scaled to length 1.
   *
   * @param width of what leaves it, at least 1
   */
  record Projection(int width) implements Head {
    public static final String HIDDEN_WEIGHT = "head.0.weight";
    public static final String HIDDEN_BIAS = "head.0.bias";
    public static final String OUTPUT_WEIGHT = "head.2.weight";
    public static final String OUTPUT_BIAS = "head.2.bias";

    public Projection {
      if (width < 1) {
        throw new IllegalArgumentException("width must be at least 1, not " + width);
      }
    }

    @Override
    public List<ParameterSpec> parameters(int latentWidth) {
      return Stream.concat(
              linear(HIDDEN_WEIGHT, HIDDEN_BIAS, latentWidth, latentWidth).stream(),
              linear(OUTPUT_WEIGHT, OUTPUT_BIAS, latentWidth, width).stream())
          .toList();
    }
  }

  private static List<ParameterSpec> linear(String weight, String bias, int inputs, int outputs) {
    return List.of(
        ParameterSpec.of(weight, ParameterKind.LINEAR_WEIGHT, outputs, inputs),
        ParameterSpec.of(bias, ParameterKind.LINEAR_BIAS, outputs));
  }
}

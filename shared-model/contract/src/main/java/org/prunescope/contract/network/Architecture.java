package org.prunescope.contract.network;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.ArrayList;
import java.util.List;

/**
 * A family's member: everything about a network that can be known without training it.
 *
 * <p>An architecture is the encoder alone. A classifier is added by its number of classes, which
 * the data set decides.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "family")
@JsonSubTypes(@JsonSubTypes.Type(value = WideResNet.class, name = "wide-resnet"))
public sealed interface Architecture permits WideResNet {
  /** What the encoder's tensors are called in a checkpoint, before PyTorch's own names. */
  String ENCODER = "encoder.";

  /** The classifier's weight, (classes, latent width). */
  String CLASSIFIER_WEIGHT = "fc.weight";

  /** The classifier's bias, (classes). */
  String CLASSIFIER_BIAS = "fc.bias";

  /** The field's name for it, such as {@code WRN-16-2}. */
  String displayName();

  /** The encoder's tensors in PyTorch's state_dict order, which also breaks ties of masks. */
  List<ParameterSpec> encoder();

  /** Number of values of the latent, the encoder's output. */
  int latentWidth();

  /** Where the encoder is probed, from the first layer to the last. */
  List<Tap> taps();

  /**
   * The tensors of encoder and classifier in PyTorch's state_dict order, which also breaks ties of
   * masks.
   *
   * @param classes at least 2
   */
  default List<ParameterSpec> parameters(int classes) {
    if (classes < 2) {
      throw new IllegalArgumentException("classes must be at least 2, not " + classes);
    }
    List<ParameterSpec> parameters = new ArrayList<>(encoder());
    parameters.add(
        ParameterSpec.of(CLASSIFIER_WEIGHT, ParameterKind.LINEAR_WEIGHT, classes, latentWidth()));
    parameters.add(ParameterSpec.of(CLASSIFIER_BIAS, ParameterKind.LINEAR_BIAS, classes));
    return List.copyOf(parameters);
  }
}

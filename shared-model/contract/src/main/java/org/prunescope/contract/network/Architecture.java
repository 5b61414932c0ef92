package org.prunescope.contract.network;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.ArrayList;
import java.util.List;

/**
 * A family's member: everything about a network that can be known without training it.
 *
 * <p>An architecture is the encoder alone. What stands on it is a {@link Head}, which changes from
 * phase to phase.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "family")
@JsonSubTypes({
  @JsonSubTypes.Type(value = WideResNet.class, name = "wide-resnet"),
  @JsonSubTypes.Type(value = ResNet.class, name = "resnet")
})
public sealed interface Architecture permits WideResNet, ResNet {
  /** What the encoder's tensors are called in a checkpoint, before PyTorch's own names. */
  String ENCODER = "encoder.";

  /** The field's name for it, such as {@code WRN-16-2} or {@code ResNet-18}. */
  String displayName();

  /** The encoder's tensors in PyTorch's state_dict order, which also breaks ties of masks. */
  List<ParameterSpec> encoder();

  /** Number of values of the latent, the encoder's output. */
  int latentWidth();

  /**
   * Multiplications with addition in the encoder's convolutions for one image of 32 x 32, forward;
   * what normalisation, relu and a head take beside them is little and not counted.
   */
  long multiplyAdds();

  /** Where the encoder is probed, from the first layer to the last. */
  List<Tap> taps();

  /**
   * The tensors of encoder and head in PyTorch's state_dict order, which also breaks ties of masks.
   */
  default List<ParameterSpec> parameters(Head head) {
    List<ParameterSpec> parameters = new ArrayList<>(encoder());
    parameters.addAll(head.parameters(latentWidth()));
    return List.copyOf(parameters);
  }
}

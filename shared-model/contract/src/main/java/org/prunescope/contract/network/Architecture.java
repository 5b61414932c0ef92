package org.prunescope.contract.network;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.ArrayList;
import java.util.List;

/**
 * A family's member: everything about a network that can be known without training it.
 *
 * <p>A family is a record in a file of its own, which says its layers once, and a line here:
 * tensors, cost and taps follow from the layers, and so does what is computed.
 *
 * <p>An architecture is the encoder alone. What stands on it is a {@link Head}, which changes from
 * phase to phase.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "family")
@JsonSubTypes({
  @JsonSubTypes.Type(value = WideResNet.class, name = "wide-resnet"),
  @JsonSubTypes.Type(value = ResNet.class, name = "resnet")
})
public interface Architecture {
  /** What the encoder's tensors are called in a checkpoint, before PyTorch's own names. */
  String ENCODER = "encoder.";

  /** The field's name for it, such as {@code WRN-16-2} or {@code ResNet-18}. */
  String displayName();

  /**
   * Says the encoder's layers.
   *
   * @param images 3 channels
   * @return the latent, an average over the image
   */
  Activation encode(Activation images, Layers layers);

  /** The encoder's layers. */
  default EncoderLayout layout() {
    return EncoderLayout.of(this);
  }

  /** The encoder's tensors in PyTorch's state_dict order, which also breaks ties of masks. */
  default List<ParameterSpec> encoder() {
    return layout().parameters();
  }

  /** Number of values of the latent, the encoder's output. */
  default int latentWidth() {
    return layout().latent().channels();
  }

  /**
   * Multiplications with addition in the encoder's convolutions for one image of 32 x 32, forward;
   * what normalisation, relu and a head take beside them is little and not counted.
   */
  default long multiplyAdds() {
    return layout().multiplyAdds();
  }

  /** Where the encoder is probed, from the first layer to the last. */
  default List<Tap> taps() {
    return layout().taps();
  }

  /**
   * The tensors of encoder and head in PyTorch's state_dict order, which also breaks ties of masks.
   */
  default List<ParameterSpec> parameters(Head head) {
    EncoderLayout layout = layout();
    List<ParameterSpec> parameters = new ArrayList<>(layout.parameters());
    parameters.addAll(head.parameters(layout.latent().channels()));
    return List.copyOf(parameters);
  }
}

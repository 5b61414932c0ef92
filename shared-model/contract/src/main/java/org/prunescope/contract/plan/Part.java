package org.prunescope.contract.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.prunescope.contract.network.Architecture;
import org.prunescope.contract.network.Head;
import org.prunescope.contract.network.ParameterKind;
import org.prunescope.contract.network.ParameterSpec;

/** Which part of a network a mask's scope holds. A projection is in none. */
public enum Part {
  /** The encoder's convolutions. */
  @JsonProperty("encoder")
  ENCODER,
  /** The classifier. */
  @JsonProperty("classifier")
  CLASSIFIER,
  /** Both together. */
  @JsonProperty("network")
  NETWORK;

  /**
   * Whether this part's masks rank a tensor: weights of convolutions and linear layers, and the
   * classifier's bias where it is included; batch normalisation never.
   */
  public boolean ranks(ParameterSpec parameter, boolean includeBias) {
    boolean encoder = parameter.name().startsWith(Architecture.ENCODER);
    boolean classifier =
        parameter.name().equals(Head.Classifier.WEIGHT)
            || parameter.name().equals(Head.Classifier.BIAS);
    boolean holds =
        switch (this) {
          case ENCODER -> encoder;
          case CLASSIFIER -> classifier;
          case NETWORK -> encoder || classifier;
        };
    boolean prunable =
        parameter.kind().isWeight()
            || (includeBias && parameter.kind() == ParameterKind.LINEAR_BIAS);
    return holds && prunable;
  }
}

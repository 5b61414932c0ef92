package org.prunescope.contract.experiment;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Over what weights are ranked. */
public enum Scope {
  /** One threshold for all prunable tensors together. */
  @JsonProperty("global")
  GLOBAL,
  /** The same share of each tensor. */
  @JsonProperty("layer")
  LAYER
}

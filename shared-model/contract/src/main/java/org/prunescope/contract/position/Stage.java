package org.prunescope.contract.position;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What was done last at a step: the update, or the mask that came after it. */
public enum Stage {
  /** After the step's update. */
  @JsonProperty("trained")
  TRAINED,
  /** After the step's update and a mask applied on top of it. */
  @JsonProperty("pruned")
  PRUNED;

  /** The stage as it is written in keys and documents. */
  public String text() {
    return this == TRAINED ? "trained" : "pruned";
  }
}

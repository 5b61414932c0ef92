package org.prunescope.contract.experiment;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which checkpoints stay once nothing in the experiment needs them any more. */
public enum CheckpointRetention {
  /** The last one of each run. */
  @JsonProperty("final")
  FINAL,
  /** Every one. */
  @JsonProperty("all")
  ALL
}

package org.prunescope.contract.experiment;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which weights a mask removes; the others are controls of magnitude. */
public enum Criterion {
  /** Those of least absolute value. */
  @JsonProperty("magnitude")
  MAGNITUDE,
  /** Those of least score, where every weight of a run has one random score for good. */
  @JsonProperty("random")
  RANDOM,
  /** Of each layer as many as magnitude removes there, chosen uniformly among its survivors. */
  @JsonProperty("shuffled-within-layer")
  SHUFFLED_WITHIN_LAYER
}

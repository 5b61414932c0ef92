package org.prunescope.contract.experiment;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a sparsity becomes a number of zeros. */
public enum Rounding {
  /** Zeros in a scope = rint(sparsity x its weights). */
  @JsonProperty("total")
  TOTAL,
  /** Each event takes rint(share of the remaining x the weights that remain), as torch does. */
  @JsonProperty("remaining-share")
  REMAINING_SHARE
}

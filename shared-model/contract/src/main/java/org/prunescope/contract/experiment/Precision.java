package org.prunescope.contract.experiment;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The numbers in which a network's convolutions and linear layers multiply in training. */
public enum Precision {
  /** Single precision, the reference. */
  @JsonProperty("float32")
  FLOAT32("float32"),
  /**
   * Single precision's range with 8 bits instead of 24, in products alone: weights, batch
   * normalisation's parameters and statistics, loss and optimiser stay in single precision.
   */
  @JsonProperty("bfloat16")
  BFLOAT16("bfloat16");

  private final String text;

  Precision(String text) {
    this.text = text;
  }

  /** Its name in a request. */
  public String text() {
    return text;
  }
}

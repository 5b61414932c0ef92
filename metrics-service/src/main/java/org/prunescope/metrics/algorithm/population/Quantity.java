package org.prunescope.metrics.algorithm.population;

import java.util.Locale;

/** What is averaged of the networks of a population. */
public enum Quantity {
  /** Share of samples whose prediction is the true label, 0 to 1. */
  ACCURACY,
  /** Accuracy among the samples of one true class, 0 to 1. */
  RECALL,
  /** Mean cross-entropy, nats; known of whole test sets alone. */
  LOSS,
  /** The softmax's share of the predicted label, 0 to 1. */
  CONFIDENCE,
  /** Q-Score. */
  Q,
  /** Standardised distance of the latent's largest value from its mean. */
  Z,
  /** L1 norm of the normalised latent. */
  L1,
  /** Prediction depth against the network's final prediction. */
  DEPTH_FINAL_PREDICTION,
  /** Prediction depth against the true label. */
  DEPTH_TRUE_LABEL;

  /** The name in tables and views, for instance {@code depth-true-label}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

package org.prunescope.metrics.evaluation;

/** The network computes NaN or infinity from images: its weights cannot be measured. */
public final class NonFiniteActivationsException extends Exception {
  private static final long serialVersionUID = 1L;

  NonFiniteActivationsException() {
    super("the network's activations are not finite");
  }
}

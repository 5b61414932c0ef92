package org.prunescope.contract.network;

/** What a tensor of a network is, which decides how it starts, whether it trains and is pruned. */
public enum ParameterKind {
  /** Convolution, (out, in, height, width). */
  CONVOLUTION_WEIGHT,
  /** Linear layer, (out, in). */
  LINEAR_WEIGHT,
  /** Linear layer, (out). */
  LINEAR_BIAS,
  /** Batch normalisation's factor, (channels). */
  NORM_SCALE,
  /** Batch normalisation's summand, (channels). */
  NORM_SHIFT,
  /** Batch normalisation's mean for evaluation, (channels): a buffer, no gradient. */
  RUNNING_MEAN,
  /** Batch normalisation's variance for evaluation, (channels): a buffer, no gradient. */
  RUNNING_VARIANCE;

  /** Whether the optimiser changes it; the others are buffers that the forward pass changes. */
  public boolean hasGradient() {
    return this != RUNNING_MEAN && this != RUNNING_VARIANCE;
  }

  /** Whether it is a weight of a convolution or a linear layer: pruned, and counted as sparsity. */
  public boolean isWeight() {
    return this == CONVOLUTION_WEIGHT || this == LINEAR_WEIGHT;
  }
}

package org.prunescope.metrics.evaluation;

/**
 * How much of one tensor of weights is pruned.
 *
 * @param name of the tensor in the checkpoint
 * @param weights in all, at least 1
 * @param zeros among them
 */
public record LayerSparsity(String name, long weights, long zeros) {}

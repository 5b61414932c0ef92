package org.prunescope.pruner.algorithm;

/**
 * Nothing was pruned, because magnitudes cannot be ranked: a value is NaN or infinite.
 *
 * @param tensor the first such tensor in state_dict order
 * @param index flat index of its first such value
 */
public record NonFiniteWeight(String tensor, int index, float value)
    implements Masking, CheckpointPruning.Outcome {}

package org.prunescope.pruner.algorithm;

/**
 * Nothing was pruned, because a value is NaN or infinite: the network is lost.
 *
 * @param tensor the first such tensor in state_dict order
 * @param index flat index of its first such value
 */
public record NonFiniteWeight(String tensor, int index, float value)
    implements Masking, CheckpointPruning.Outcome {}

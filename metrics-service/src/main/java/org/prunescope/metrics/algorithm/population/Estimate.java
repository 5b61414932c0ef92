package org.prunescope.metrics.algorithm.population;

import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.prunescope.metrics.algorithm.MeanInterval;

/**
 * A quantity's mean over networks of its mean over samples.
 *
 * @param label of the true class whose samples are meant, for {@link Quantity#RECALL} alone
 * @param overSeeds mean over seeds of the network's mean over the samples that have the quantity,
 *     with standard deviation (n - 1) and 95 % t-interval; over the seeds whose two networks both
 *     have such a mean
 * @param samples of the subset that have the quantity in any of these networks (in both
 *     populations, for a difference)
 * @param sdOverSamples what Corti et al. 2022 state as the spread: standard deviation (n - 1) over
 *     these samples of the sample's mean over networks; empty for fewer than 2 samples and for the
 *     loss, which is not kept by sample
 */
public record Estimate(
    Quantity quantity,
    OptionalInt label,
    Subset subset,
    Side side,
    MeanInterval overSeeds,
    int samples,
    OptionalDouble sdOverSamples) {}

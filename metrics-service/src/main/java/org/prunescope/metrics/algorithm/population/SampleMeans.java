package org.prunescope.metrics.algorithm.population;

/**
 * A quantity of each sample, as the mean over the networks that have it, of the seeds whose two
 * networks were both measured for it.
 *
 * @param dense by sample; NaN where no network has it
 * @param pruned by sample; NaN as above
 */
public record SampleMeans(double[] dense, double[] pruned) {}

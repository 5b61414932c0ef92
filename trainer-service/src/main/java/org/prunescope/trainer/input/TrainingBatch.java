package org.prunescope.trainer.input;

import org.prunescope.network.ImageBatch;

/**
 * What one update sees.
 *
 * @param epoch that the update belongs to, from 0
 * @param images all views: the first views of all samples, then their second views where the phase
 *     has two
 * @param labels of the samples, not copied
 */
public record TrainingBatch(int epoch, ImageBatch images, int[] labels) {}

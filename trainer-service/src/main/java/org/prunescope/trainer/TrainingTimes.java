package org.prunescope.trainer;

/**
 * What the time of a segment's training went into. Moments are those of {@link System#nanoTime()}.
 *
 * @param loaded when the network stood ready
 * @param firstStep when the first update began, its batch at hand
 * @param lastStep when the last update had ended
 * @param stepNanos spent in updates; the rest between first and last is waiting for batches
 */
public record TrainingTimes(long loaded, long firstStep, long lastStep, long stepNanos) {}

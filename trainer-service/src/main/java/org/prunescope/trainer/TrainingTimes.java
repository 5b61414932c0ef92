package org.prunescope.trainer;

/**
 * What the time of a segment's training went into. Moments are those of {@link System#nanoTime()}.
 *
 * @param loaded when the network stood ready
 * @param firstBatch when its first batch was at hand too; then it waited for its turn
 */
public record TrainingTimes(long loaded, long firstBatch, Updates updates) {
  /** How long the segment waited for its turn, while others trained. */
  long turnNanos() {
    return updates.begin() - firstBatch;
  }
}

package org.prunescope.trainer;

import java.time.Clock;
import java.util.Locale;

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

  /**
   * For the log. One after the other: load, first batch, turn, updates, encode, which reads the
   * state back, and store. Of the updates the network took the step's part.
   *
   * @param begin of the segment
   * @param encoded when the checkpoint was bytes
   * @param stored when it was an artifact
   */
  String spent(Clock clock, long begin, long encoded, long stored) {
    return String.format(
        Locale.ROOT,
        "begun=%s loadMillis=%.1f firstBatchMillis=%.1f turnMillis=%.1f updatesMillis=%.1f stepMillis=%.1f"
            + " encodeMillis=%.1f storeMillis=%.1f",
        clock.instant().minusNanos(System.nanoTime() - begin),
        (loaded - begin) * 1e-6,
        (firstBatch - loaded) * 1e-6,
        turnNanos() * 1e-6,
        (updates.end() - updates.begin()) * 1e-6,
        updates.stepNanos() * 1e-6,
        (encoded - updates.end()) * 1e-6,
        (stored - encoded) * 1e-6);
  }
}

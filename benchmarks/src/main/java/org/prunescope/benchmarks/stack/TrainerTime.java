package org.prunescope.benchmarks.stack;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What the turns of a trainer were used for, from the first segment's begin to the last one's end.
 *
 * @param wallSeconds of all turns together
 * @param updatesSeconds the part in which a network had a turn
 * @param stepSeconds the part in which it took an update, and did not wait for a batch
 */
record TrainerTime(double wallSeconds, double updatesSeconds, double stepSeconds) {
  /**
   * Of at least one segment.
   *
   * @param concurrency networks that may have a turn at a time
   */
  static TrainerTime of(List<TrainedSegment> segments, int concurrency) {
    Instant first =
        segments.stream().map(TrainedSegment::begun).min(Instant::compareTo).orElseThrow();
    Instant last =
        segments.stream().map(TrainedSegment::stored).max(Instant::compareTo).orElseThrow();
    double updates = segments.stream().mapToDouble(TrainedSegment::updates).sum();
    double steps = segments.stream().mapToDouble(TrainedSegment::step).sum();
    return new TrainerTime(
        concurrency * Duration.between(first, last).toNanos() * 1e-9, updates * 1e-3, steps * 1e-3);
  }

  /** The share of all time that is not spent in updates, 0 to 1: waiting for work is in it. */
  double outside() {
    return 1 - stepSeconds / wallSeconds;
  }

  /** The share of all time in which a turn was free, 0 to 1: no network stood ready. */
  double idle() {
    return 1 - updatesSeconds / wallSeconds;
  }
}

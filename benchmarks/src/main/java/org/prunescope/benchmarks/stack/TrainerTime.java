package org.prunescope.benchmarks.stack;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a trainer's workers did from the first segment's begin to the last one's end.
 *
 * @param wallSeconds of all workers together
 * @param workSeconds the part in which they had a segment to train, storing not counted: other work
 *     trains meanwhile
 * @param stepSeconds the part in which a network took an update
 */
record TrainerTime(double wallSeconds, double workSeconds, double stepSeconds) {
  /**
   * Of at least one segment.
   *
   * @param workers that train side by side
   */
  static TrainerTime of(List<TrainedSegment> segments, int workers) {
    Instant first =
        segments.stream().map(TrainedSegment::begun).min(Instant::compareTo).orElseThrow();
    Instant last =
        segments.stream().map(TrainedSegment::stored).max(Instant::compareTo).orElseThrow();
    double work =
        segments.stream()
            .mapToDouble(
                segment ->
                    segment.load() + segment.firstBatch() + segment.updates() + segment.encode())
            .sum();
    double steps = segments.stream().mapToDouble(TrainedSegment::step).sum();
    return new TrainerTime(
        workers * Duration.between(first, last).toNanos() * 1e-9, work * 1e-3, steps * 1e-3);
  }

  /** The share of all time that is not spent in updates, 0 to 1: waiting for work is in it. */
  double outside() {
    return 1 - stepSeconds / wallSeconds;
  }

  /** The share of the time with a segment to train that is not spent in updates, 0 to 1. */
  double outsideWhileAtWork() {
    return 1 - stepSeconds / workSeconds;
  }
}

package org.prunescope.benchmarks.stack;

import java.time.Instant;
import java.util.List;
import org.prunescope.contract.position.Position;

/**
 * What a trainer says of a segment that it has trained. Its parts follow one another; all are
 * milliseconds.
 *
 * @param run as {@code experiment/variant/seed}
 * @param target where it ended
 * @param begun when the trainer turned to it
 * @param load plan, data set and network
 * @param firstBatch waiting for it
 * @param turn waiting for others to have made their updates
 * @param updates from the first one's begin to the last one's end
 * @param step the part of {@code updates} that the network took
 * @param encode reading the state back, encoding and hashing it
 * @param store until the checkpoint was on the disk
 */
record TrainedSegment(
    String run,
    Position target,
    Instant begun,
    double load,
    double firstBatch,
    double turn,
    double updates,
    double step,
    double encode,
    double store) {
  /** Those that a trainer's lines tell of, in the order of the lines. */
  static List<TrainedSegment> of(List<String> lines) {
    return lines.stream()
        .flatMap(line -> LogLine.of(line, "segment trained").stream())
        .map(
            line ->
                new TrainedSegment(
                    line.text("run"),
                    Position.parse(line.text("position")),
                    Instant.parse(line.text("begun")),
                    line.number("loadMillis"),
                    line.number("firstBatchMillis"),
                    line.number("turnMillis"),
                    line.number("updatesMillis"),
                    line.number("stepMillis"),
                    line.number("encodeMillis"),
                    line.number("storeMillis")))
        .toList();
  }

  Instant firstStep() {
    return after(begun, load + firstBatch + turn);
  }

  Instant lastStep() {
    return after(firstStep(), updates);
  }

  Instant stored() {
    return after(lastStep(), encode + store);
  }

  private static Instant after(Instant moment, double millis) {
    return moment.plusNanos(Math.round(millis * 1e6));
  }
}

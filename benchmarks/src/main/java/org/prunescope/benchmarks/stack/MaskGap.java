package org.prunescope.benchmarks.stack;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.prunescope.contract.position.Position;

/**
 * From the last update before a mask to the first one after it, in milliseconds. The parts follow
 * one another and make up the whole.
 *
 * @param encode the trainer reads the state back, encodes and hashes it
 * @param store the trainer stores it
 * @param mask the pruner reads the checkpoint, prunes it and stores it
 * @param road everything between processes: publishing, fetching, deciding, committing
 * @param load the trainer reads plan and pruned checkpoint and builds the network
 * @param firstBatch waiting for the first batch
 */
record MaskGap(
    double encode, double store, double mask, double road, double load, double firstBatch) {
  double total() {
    return encode + store + mask + road + load + firstBatch;
  }

  /**
   * The gaps of each run, in order.
   *
   * @param trainer what the trainer said
   * @param pruner what the pruner said
   */
  static List<MaskGap> of(List<String> trainer, List<String> pruner) {
    Map<String, Double> masks = new HashMap<>();
    for (String said : pruner) {
      LogLine.of(said, "pruned")
          .ifPresent(
              line ->
                  masks.put(
                      line.text("run") + " " + line.text("position"),
                      line.number("durationMillis")));
    }
    List<MaskGap> gaps = new ArrayList<>();
    Map<String, TrainedSegment> last = new HashMap<>();
    for (TrainedSegment next : TrainedSegment.of(trainer)) {
      TrainedSegment before = last.put(next.run(), next);
      if (before == null) {
        continue;
      }
      Position pruned = Position.pruned(before.target().phase(), before.target().step());
      Double mask = masks.get(next.run() + " " + pruned);
      if (mask != null) {
        gaps.add(between(before, mask, next));
      }
    }
    return gaps;
  }

  private static MaskGap between(TrainedSegment before, double mask, TrainedSegment after) {
    double away = millis(before.stored(), after.begun());
    return new MaskGap(
        before.encode(), before.store(), mask, away - mask, after.load(), after.firstBatch());
  }

  private static double millis(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() * 1e-6;
  }
}

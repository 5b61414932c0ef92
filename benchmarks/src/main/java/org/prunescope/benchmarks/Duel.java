package org.prunescope.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Ours and another in turns, so that whatever else the machine does meets both.
 *
 * @param ours seconds
 * @param theirs seconds
 * @param ratio theirs / ours of each round
 * @param own what ours came to last
 * @param other what the other came to last
 */
record Duel<R>(Spread ours, Spread theirs, Spread ratio, R own, R other) {
  /**
   * One run of a side.
   *
   * @param seconds that it took
   * @param result what it came to
   */
  record Run<R>(double seconds, R result) {}

  /** What is done again and again. */
  interface Work<R> {
    R run();
  }

  /** Empty where the other side has nothing to run. */
  static <R> Optional<Duel<R>> fight(Work<Run<R>> ours, Work<Optional<Run<R>>> theirs, int rounds) {
    List<Double> own = new ArrayList<>();
    List<Double> other = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    // The first round warms both up and does not count.
    for (int round = 0; ; round++) {
      // Twice each, and the second counts: of a process that was idle, caches and memory are cold.
      ours.run();
      Run<R> first = ours.run();
      theirs.run();
      Optional<Run<R>> second = theirs.run();
      if (second.isEmpty()) {
        return Optional.empty();
      }
      if (round > 0) {
        own.add(first.seconds);
        other.add(second.get().seconds);
        ratios.add(second.get().seconds / first.seconds);
      }
      if (round == rounds) {
        return Optional.of(
            new Duel<>(
                Spread.of(own),
                Spread.of(other),
                Spread.of(ratios),
                first.result,
                second.get().result));
      }
    }
  }

  /** Runs something here. */
  static <R> Run<R> timed(Work<R> work) {
    long begun = System.nanoTime();
    R result = work.run();
    return new Run<>((System.nanoTime() - begun) * 1e-9, result);
  }
}

package org.prunescope.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

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

  /** Runs something here alone, after a run that does not count: seconds. */
  static Spread alone(Work<?> work, int rounds) {
    work.run();
    return Spread.of(IntStream.range(0, rounds).mapToObj(round -> timed(work).seconds()).toList());
  }

  /**
   * The medians' ratio theirs / ours, and the quartiles of the rounds' ratios.
   *
   * @param decimals of each number
   * @param factor that each is multiplied by
   */
  String ratioText(int decimals, double factor) {
    String number = "%." + decimals + "f";
    return "%s (%s to %s)"
        .formatted(
            number.formatted(factor * theirs.median() / ours.median()),
            number.formatted(factor * ratio.lower()),
            number.formatted(factor * ratio.upper()));
  }

  /** Runs something here. */
  static <R> Run<R> timed(Work<R> work) {
    long begun = System.nanoTime();
    R result = work.run();
    return new Run<>((System.nanoTime() - begun) * 1e-9, result);
  }
}

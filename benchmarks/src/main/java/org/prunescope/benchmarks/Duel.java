package org.prunescope.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.prunescope.metrics.algorithm.NeighbourSearch;

/**
 * Ours and one peer in turns, so that whatever else the machine does meets both.
 *
 * @param ours seconds
 * @param theirs seconds
 * @param ratio theirs / ours of each round
 * @param differences values of the results that differ, where they can be compared
 */
record Duel(Spread ours, Spread theirs, Spread ratio, Optional<Integer> differences) {
  /** Empty where the peer is not installed. */
  static Optional<Duel> fight(
      Task task, String peer, MadeData data, NeighbourSearch search, Peers peers, int rounds) {
    List<Double> ours = new ArrayList<>();
    List<Double> theirs = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    Optional<Integer> differences = Optional.empty();
    // The first round warms both up and does not count.
    for (int round = 0; round <= rounds; round++) {
      // Twice each, and the second counts: of a process that was idle, caches and memory are cold.
      timed(task, data, search);
      Peers.Answer own = timed(task, data, search);
      peers.run(task, peer);
      Optional<Peers.Answer> other = peers.run(task, peer);
      if (other.isEmpty()) {
        return Optional.empty();
      }
      if (round > 0) {
        ours.add(own.seconds());
        theirs.add(other.get().seconds());
        ratios.add(other.get().seconds() / own.seconds());
      }
      differences = task.differences(own.result(), other.get().result(), peer);
    }
    return Optional.of(
        new Duel(Spread.of(ours), Spread.of(theirs), Spread.of(ratios), differences));
  }

  /** Ours alone, once. */
  static Peers.Answer timed(Task task, MadeData data, NeighbourSearch search) {
    long begun = System.nanoTime();
    double[] result = task.run(data, search);
    return new Peers.Answer((System.nanoTime() - begun) * 1e-9, result);
  }
}

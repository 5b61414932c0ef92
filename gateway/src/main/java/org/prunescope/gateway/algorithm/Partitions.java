package org.prunescope.gateway.algorithm;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/**
 * Which partition holds which run: the costliest first, each onto the partition with the least
 * cost.
 *
 * <p>Graham 1969, "Bounds on multiprocessing timing anomalies": the fullest partition holds at most
 * 4/3 of what the best assignment would give it.
 *
 * <p>Of equally full partitions the next one is far from the last one (van der Corput's order: 0,
 * 4, 2, 6, 1, 5, 3, 7 of eight), for the uniform assignor gives a trainer neighbours: what some
 * partitions hold more than others is spread over the trainers.
 */
final class Partitions {
  private static final Comparator<Load> LEAST_FIRST =
      Comparator.comparingLong(Load::cost)
          .thenComparing(load -> Integer.reverse(load.partition()), Integer::compareUnsigned);

  private Partitions() {}

  private record Load(int partition, long cost) {}

  /**
   * A partition for each run, from 0, in the order of the runs. Equal runs are placed in their
   * order.
   *
   * @param costs of each run, at least 0; the unit is the caller's
   * @param outstanding cost that each partition already holds, at least 0, in the same unit; at
   *     least one partition
   */
  static List<Integer> assign(List<Long> costs, List<Long> outstanding) {
    PriorityQueue<Load> loads = new PriorityQueue<>(LEAST_FIRST);
    for (int partition = 0; partition < outstanding.size(); partition++) {
      loads.add(new Load(partition, outstanding.get(partition)));
    }
    Integer[] partitions = new Integer[costs.size()];
    IntStream.range(0, costs.size())
        .boxed()
        .sorted(Comparator.comparing(costs::get).reversed())
        .forEach(
            run -> {
              Load least = loads.remove();
              partitions[run] = least.partition();
              loads.add(new Load(least.partition(), least.cost() + costs.get(run)));
            });
    return Arrays.asList(partitions);
  }
}

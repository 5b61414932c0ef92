package org.prunescope.gateway.algorithm;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/**
 * Which partition holds which run: the longest first, each onto the partition with the least work.
 *
 * <p>Graham 1969, "Bounds on multiprocessing timing anomalies": the fullest partition holds at most
 * 4/3 of what the best assignment would give it.
 */
final class Partitions {
  private static final Comparator<Load> LEAST_FIRST =
      Comparator.comparingLong(Load::steps).thenComparingInt(Load::partition);

  private Partitions() {}

  private record Load(int partition, long steps) {}

  /**
   * A partition for each run, in the order of the runs. Equal runs are placed in their order, equal
   * loads give way to the lowest partition.
   *
   * @param steps of each run
   * @param outstanding steps that each partition already holds, at least one partition
   */
  static List<Integer> assign(List<Long> steps, List<Long> outstanding) {
    PriorityQueue<Load> loads = new PriorityQueue<>(LEAST_FIRST);
    for (int partition = 0; partition < outstanding.size(); partition++) {
      loads.add(new Load(partition, outstanding.get(partition)));
    }
    Integer[] partitions = new Integer[steps.size()];
    IntStream.range(0, steps.size())
        .boxed()
        .sorted(Comparator.comparing(steps::get).reversed())
        .forEach(
            run -> {
              Load least = loads.remove();
              partitions[run] = least.partition();
              loads.add(new Load(least.partition(), least.steps() + steps.get(run)));
            });
    return Arrays.asList(partitions);
  }
}

package org.prunescope.benchmarks.assignment;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.stream.Stream;
import org.prunescope.benchmarks.assignment.Workload.Chain;
import org.prunescope.benchmarks.assignment.Workload.Segment;

/**
 * Discrete events of one experiment on equal trainers that train one segment at a time.
 *
 * <p>A partition is a queue: of its segments one is in hand, the next one is taken when that has
 * ended. A trainer has one of each of its partitions in hand, and trains them in the order in which
 * it took them. A segment's end asks for its run's next one and for the first of every branch that
 * forks there. Everything is released at time 0, trunks in the plan's order. What happens at the
 * same time happens in the order in which it was foreseen, so the same input gives the same
 * makespan, to the last bit.
 */
final class Simulation {
  private final List<Chain> chains;
  private final List<Integer> partitionOfRun;
  private final List<Integer> trainerOfPartition;
  private final double decisionSeconds;

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingDouble(Event::at).thenComparingLong(Event::number));
  private final List<Queue<Integer>> requested;
  private final boolean[] inHand;
  private final List<Queue<Integer>> waiting;
  private final boolean[] training;
  private final int[] trained;
  private long foreseen;

  private Simulation(
      Workload workload,
      List<Integer> partitionOfRun,
      List<Integer> trainerOfPartition,
      double decisionSeconds) {
    this.chains = workload.chains();
    this.partitionOfRun = List.copyOf(partitionOfRun);
    this.trainerOfPartition = List.copyOf(trainerOfPartition);
    this.decisionSeconds = decisionSeconds;
    int trainers = 1 + trainerOfPartition.stream().mapToInt(Integer::intValue).max().orElseThrow();
    this.requested = queues(trainerOfPartition.size());
    this.inHand = new boolean[trainerOfPartition.size()];
    this.waiting = queues(trainers);
    this.training = new boolean[trainers];
    this.trained = new int[chains.size()];
  }

  private enum Kind {
    REQUESTED,
    TRAINED
  }

  private record Event(double at, long number, Kind kind, int run) {}

  /**
   * Seconds until the last segment has ended.
   *
   * @param partitionOfRun of each of the workload's chains
   * @param trainerOfPartition of each partition, from 0
   * @param decisionSeconds from a segment's end until the next one is in its partition, at least 0
   */
  static double makespan(
      Workload workload,
      List<Integer> partitionOfRun,
      List<Integer> trainerOfPartition,
      double decisionSeconds) {
    return new Simulation(workload, partitionOfRun, trainerOfPartition, decisionSeconds).run();
  }

  private double run() {
    for (int run = 0; run < chains.size(); run++) {
      if (!chains.get(run).waits()) {
        foresee(0, Kind.REQUESTED, run);
      }
    }
    double now = 0;
    double lastEnd = 0;
    for (Event event = events.poll(); event != null; event = events.poll()) {
      now = event.at();
      int partition = partitionOfRun.get(event.run());
      int trainer = trainerOfPartition.get(partition);
      switch (event.kind()) {
        case REQUESTED -> requested.get(partition).add(event.run());
        case TRAINED -> {
          lastEnd = now;
          inHand[partition] = false;
          training[trainer] = false;
          decide(now, event.run());
        }
      }
      take(partition, trainer);
      begin(now, trainer);
    }
    requireAllTrained();
    return lastEnd;
  }

  private void decide(double now, int run) {
    List<Segment> segments = chains.get(run).segments();
    Segment ended = segments.get(trained[run]++);
    if (trained[run] < segments.size()) {
      foresee(now + decisionSeconds, Kind.REQUESTED, run);
    }
    ended.branches().forEach(branch -> foresee(now + decisionSeconds, Kind.REQUESTED, branch));
  }

  private void take(int partition, int trainer) {
    if (!inHand[partition] && !requested.get(partition).isEmpty()) {
      inHand[partition] = true;
      waiting.get(trainer).add(requested.get(partition).remove());
    }
  }

  private void begin(double now, int trainer) {
    Integer run = training[trainer] ? null : waiting.get(trainer).poll();
    if (run != null) {
      training[trainer] = true;
      double seconds = chains.get(run).segments().get(trained[run]).seconds();
      foresee(now + seconds, Kind.TRAINED, run);
    }
  }

  private void foresee(double at, Kind kind, int run) {
    events.add(new Event(at, foreseen++, kind, run));
  }

  private void requireAllTrained() {
    for (int run = 0; run < trained.length; run++) {
      if (trained[run] < chains.get(run).segments().size()) {
        throw new IllegalStateException("run %d waits for ever".formatted(run));
      }
    }
  }

  private static List<Queue<Integer>> queues(int number) {
    return new ArrayList<>(Stream.<Queue<Integer>>generate(ArrayDeque::new).limit(number).toList());
  }
}

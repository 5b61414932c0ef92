package org.prunescope.metrics.algorithm.population;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;
import org.prunescope.metrics.algorithm.TieRule;

/**
 * Prints what the comparison of two populations costs, in processor time of its one thread: {@code
 * SEEDS SAMPLES CLASSES}.
 */
final class PopulationComparisonCost {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int ROUNDS = 15;

  private PopulationComparisonCost() {}

  public static void main(String[] arguments) {
    int seeds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 30;
    int samples = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10_000;
    int classes = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 10;
    // Errors at up to 30 % of the networks (mean accuracy .93), and at almost all.
    for (double hardest : new double[] {0.3, 1}) {
      Random random = new Random(1);
      int[][] dense = Populations.random(seeds, samples, classes, hardest, 1, random);
      int[][] pruned = Populations.random(seeds, samples, classes, hardest, 1, random);
      PairedPopulations pairs = pairs(dense, pruned, random);
      int[] trueLabels = Populations.random(1, samples, classes, 0, 1, random)[0];
      System.out.printf(
          "%d seeds x %d samples, %d classes, errors up to %.0f %%%n",
          seeds, samples, classes, 100 * hardest);
      print("all measures", () -> PopulationComparison.of(pairs, trueLabels, classes));
      print("votes by seed", () -> SeedVotes.of(dense, pruned, classes));
      SeedVotes votes = SeedVotes.of(dense, pruned, classes);
      print("exchange floor", () -> ExchangeFloor.ofPies(votes, TieRule.SMALLEST_LABEL));
      print("disjoint halves", () -> DisjointHalves.of(votes, TieRule.SMALLEST_LABEL));
      print("bootstrap", () -> PieBootstrap.of(votes, TieRule.SMALLEST_LABEL));
      print("all resampling", () -> PieResampling.of(pairs, classes));
    }
  }

  private static PairedPopulations pairs(int[][] dense, int[][] pruned, Random random) {
    List<MeasuredNetwork> ofDense = new ArrayList<>();
    List<MeasuredNetwork> ofPruned = new ArrayList<>();
    for (int seed = 0; seed < dense.length; seed++) {
      int samples = dense[seed].length;
      ofDense.add(new MeasuredNetwork(seed, 0, dense[seed], Populations.values(samples, random)));
      ofPruned.add(new MeasuredNetwork(seed, 0, pruned[seed], Populations.values(samples, random)));
    }
    return PairedPopulations.of(ofDense, ofPruned).orElseThrow();
  }

  /** The first round is that of a cold machine, the median that of a warm one. */
  private static void print(String name, Supplier<?> work) {
    double[] millis = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      long start = THREADS.getCurrentThreadCpuTime();
      if (work.get() == null) {
        throw new AssertionError("nothing was computed");
      }
      millis[round] = (THREADS.getCurrentThreadCpuTime() - start) / 1e6;
    }
    double first = millis[0];
    Arrays.sort(millis);
    System.out.printf(
        Locale.ROOT, "  %-16s first %7.1f ms, median %7.1f ms%n", name, first, millis[ROUNDS / 2]);
  }
}

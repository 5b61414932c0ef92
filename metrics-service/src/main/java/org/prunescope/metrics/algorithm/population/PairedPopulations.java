package org.prunescope.metrics.algorithm.population;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Two populations on the seeds present on both sides, in the same order.
 *
 * @param dense ascending by seed, at least one
 * @param pruned the networks of the same seeds
 */
public record PairedPopulations(List<MeasuredNetwork> dense, List<MeasuredNetwork> pruned) {
  public PairedPopulations {
    dense = List.copyOf(dense);
    pruned = List.copyOf(pruned);
    if (dense.isEmpty() || !seeds(dense).equals(seeds(pruned))) {
      throw new IllegalArgumentException(
          "seeds %s are paired with %s".formatted(seeds(dense), seeds(pruned)));
    }
  }

  /**
   * Pairs by seed.
   *
   * @param dense at most one network per seed, in any order
   * @param pruned at most one network per seed, in any order
   * @return empty where no seed is present on both sides
   */
  public static Optional<PairedPopulations> of(
      List<MeasuredNetwork> dense, List<MeasuredNetwork> pruned) {
    Map<Long, MeasuredNetwork> denseBySeed =
        dense.stream().collect(Collectors.toMap(MeasuredNetwork::seed, Function.identity()));
    List<MeasuredNetwork> denseOfCommon = new ArrayList<>();
    List<MeasuredNetwork> prunedOfCommon = new ArrayList<>();
    pruned.stream()
        .sorted(Comparator.comparingLong(MeasuredNetwork::seed))
        .filter(network -> denseBySeed.containsKey(network.seed()))
        .forEach(
            network -> {
              denseOfCommon.add(denseBySeed.get(network.seed()));
              prunedOfCommon.add(network);
            });
    return prunedOfCommon.isEmpty()
        ? Optional.empty()
        : Optional.of(new PairedPopulations(denseOfCommon, prunedOfCommon));
  }

  /** Ascending. */
  public List<Long> seeds() {
    return seeds(dense);
  }

  /** The seeds whose two networks were both measured for this, ascending. */
  List<Long> seedsWith(Quantity quantity) {
    List<Long> seeds = new ArrayList<>();
    for (int i = 0; i < dense.size(); i++) {
      if (dense.get(i).measured(quantity).isPresent()
          && pruned.get(i).measured(quantity).isPresent()) {
        seeds.add(dense.get(i).seed());
      }
    }
    return List.copyOf(seeds);
  }

  int[][] densePredictions() {
    return predictions(dense);
  }

  int[][] prunedPredictions() {
    return predictions(pruned);
  }

  private static List<Long> seeds(List<MeasuredNetwork> networks) {
    return networks.stream().map(MeasuredNetwork::seed).toList();
  }

  private static int[][] predictions(List<MeasuredNetwork> networks) {
    return networks.stream().map(MeasuredNetwork::predictions).toArray(int[][]::new);
  }
}

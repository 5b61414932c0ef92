package org.prunescope.metrics.algorithm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A pruned population against its baseline, on the seeds present on both sides. Differences are
 * pruned - dense; means are over networks, and empty where a network has no value. Depth, which may
 * be measured of some seeds only, is compared on those that have it on both sides.
 *
 * @param seeds ascending, at least one
 * @param depthSeeds those of them whose depth is compared
 * @param accuracyDifference over seeds, of pairs of one seed
 * @param pies samples whose modal label differs, by the smallest label of equal votes
 * @param piesLargestLabel the same by the largest label
 * @param taxicab by sample, 0 to 2
 * @param classes by class; empty for a class without samples
 */
public record PopulationComparison(
    List<Long> seeds,
    List<Long> depthSeeds,
    MeanInterval accuracyDifference,
    Side dense,
    Side pruned,
    int pies,
    int piesLargestLabel,
    double[] taxicab,
    List<Optional<ClassRecallComparison.ClassDifference>> classes) {
  /**
   * What is compared of one network.
   *
   * @param predictions label by sample
   * @param depth empty where it was not measured
   */
  public record Network(
      long seed, int[] predictions, OptionalDouble meanQ, Optional<MeanDepth> depth) {}

  /** Mean prediction depth over the samples, by its two definitions. */
  public record MeanDepth(double byFinalPrediction, double byTrueLabel) {}

  /**
   * One population's numbers.
   *
   * @param accuracyOnPies empty without PIEs
   * @param accuracyOnOthers empty where all samples are PIEs
   * @param depth empty where no seed's depth is compared
   * @param smallestModalLabels by sample
   * @param largestModalLabels by sample
   */
  public record Side(
      double accuracy,
      OptionalDouble accuracyOnPies,
      OptionalDouble accuracyOnOthers,
      OptionalDouble meanQ,
      Optional<MeanDepth> depth,
      int[] smallestModalLabels,
      int[] largestModalLabels) {}

  /**
   * Compares two populations.
   *
   * @param dense at most one network per seed
   * @param pruned at most one network per seed
   * @param trueLabels by sample, each 0 to {@code classes - 1}
   * @return empty where no seed is present on both sides
   */
  public static Optional<PopulationComparison> of(
      List<Network> dense, List<Network> pruned, int[] trueLabels, int classes) {
    Map<Long, Network> denseBySeed =
        dense.stream().collect(Collectors.toMap(Network::seed, Function.identity()));
    List<Network> prunedPart =
        pruned.stream()
            .filter(network -> denseBySeed.containsKey(network.seed()))
            .sorted(Comparator.comparingLong(Network::seed))
            .toList();
    if (prunedPart.isEmpty()) {
      return Optional.empty();
    }
    List<Network> densePart = new ArrayList<>();
    for (Network network : prunedPart) {
      densePart.add(denseBySeed.get(network.seed()));
    }
    return Optional.of(ofPairs(densePart, prunedPart, trueLabels, classes));
  }

  /** Mean over samples of the taxicab distance, 0 to 2. */
  public double meanTaxicab() {
    return mean(taxicab);
  }

  private static PopulationComparison ofPairs(
      List<Network> dense, List<Network> pruned, int[] trueLabels, int classes) {
    int[][] densePredictions = predictions(dense);
    int[][] prunedPredictions = predictions(pruned);
    LabelVotes denseVotes = LabelVotes.of(densePredictions, classes);
    LabelVotes prunedVotes = LabelVotes.of(prunedPredictions, classes);
    boolean[] pies = prunedVotes.exemplars(denseVotes, TieRule.SMALLEST_LABEL);

    double[] differences = new double[pruned.size()];
    for (int i = 0; i < differences.length; i++) {
      differences[i] =
          Classification.accuracy(prunedPredictions[i], trueLabels)
              - Classification.accuracy(densePredictions[i], trueLabels);
    }
    List<Long> depthSeeds = new ArrayList<>();
    for (int i = 0; i < pruned.size(); i++) {
      if (dense.get(i).depth().isPresent() && pruned.get(i).depth().isPresent()) {
        depthSeeds.add(pruned.get(i).seed());
      }
    }
    return new PopulationComparison(
        pruned.stream().map(Network::seed).toList(),
        List.copyOf(depthSeeds),
        MeanInterval.of(differences),
        side(dense, depthSeeds, denseVotes, pies, trueLabels),
        side(pruned, depthSeeds, prunedVotes, pies, trueLabels),
        count(pies),
        count(prunedVotes.exemplars(denseVotes, TieRule.LARGEST_LABEL)),
        prunedVotes.taxicab(denseVotes),
        ClassRecallComparison.compare(densePredictions, prunedPredictions, trueLabels, classes));
  }

  private static Side side(
      List<Network> networks,
      List<Long> depthSeeds,
      LabelVotes votes,
      boolean[] pies,
      int[] trueLabels) {
    return new Side(
        networks.stream()
            .mapToDouble(network -> Classification.accuracy(network.predictions(), trueLabels))
            .average()
            .orElseThrow(),
        meanAccuracyWhere(pies, true, networks, trueLabels),
        meanAccuracyWhere(pies, false, networks, trueLabels),
        meanQ(networks),
        meanDepth(networks, depthSeeds),
        votes.modalLabels(TieRule.SMALLEST_LABEL),
        votes.modalLabels(TieRule.LARGEST_LABEL));
  }

  private static OptionalDouble meanAccuracyWhere(
      boolean[] pies, boolean member, List<Network> networks, int[] trueLabels) {
    double mean =
        networks.stream()
            .mapToDouble(
                network ->
                    Classification.accuracyWhere(pies, member, network.predictions(), trueLabels))
            .average()
            .orElseThrow();
    return Double.isNaN(mean) ? OptionalDouble.empty() : OptionalDouble.of(mean);
  }

  private static OptionalDouble meanQ(List<Network> networks) {
    if (networks.stream().anyMatch(network -> network.meanQ().isEmpty())) {
      return OptionalDouble.empty();
    }
    return networks.stream().mapToDouble(network -> network.meanQ().orElseThrow()).average();
  }

  private static Optional<MeanDepth> meanDepth(List<Network> networks, List<Long> seeds) {
    List<MeanDepth> depths =
        networks.stream()
            .filter(network -> seeds.contains(network.seed()))
            .flatMap(network -> network.depth().stream())
            .toList();
    return depths.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new MeanDepth(
                depths.stream().mapToDouble(MeanDepth::byFinalPrediction).average().orElseThrow(),
                depths.stream().mapToDouble(MeanDepth::byTrueLabel).average().orElseThrow()));
  }

  private static int[][] predictions(List<Network> networks) {
    return networks.stream().map(Network::predictions).toArray(int[][]::new);
  }

  private static int count(boolean[] members) {
    int count = 0;
    for (boolean member : members) {
      count += member ? 1 : 0;
    }
    return count;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }
}

package org.prunescope.metrics.algorithm.population;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PopulationComparisonTest {
  private static final int[] TRUE_LABELS = {0, 1};

  @Test
  void pairsTheSeedsPresentOnBothSides() {
    // given seed 7 only dense, seed 9 only pruned
    List<MeasuredNetwork> dense = List.of(network(7, 1, 1), network(3, 0, 1), network(5, 0, 1));
    List<MeasuredNetwork> pruned = List.of(network(9, 1, 0), network(5, 0, 0), network(3, 1, 0));

    // when
    PopulationComparison comparison = compare(dense, pruned);

    // then
    assertThat(comparison.seeds()).containsExactly(3L, 5L);
    assertThat(mean(comparison, Quantity.ACCURACY, Subset.ALL, Side.DENSE)).isEqualTo(1);
    assertThat(mean(comparison, Quantity.ACCURACY, Subset.ALL, Side.PRUNED)).isEqualTo(0.25);
    // Sample 0 ties in the pruned population: an exemplar only where the largest label wins.
    assertThat(comparison.pies()).containsExactly(false, true);
    assertThat(comparison.piesLargestLabel()).isEqualTo(2);
    assertThat(comparison.piesByClass()).containsExactly(0, 1);
    assertThat(comparison.pieLabels()).containsExactly(new PieLabels(1, 1, 0, 1));
    assertThat(comparison.taxicab()).containsExactly(new double[] {1, 2}, within(1e-15));
    assertThat(comparison.dense().agreement()).containsExactly(1, 1);
    assertThat(comparison.pruned().agreement()).containsExactly(0.5, 1);
    assertThat(mean(comparison, Quantity.ACCURACY, Subset.PIES, Side.PRUNED)).isZero();
    assertThat(mean(comparison, Quantity.ACCURACY, Subset.OTHERS, Side.PRUNED)).isEqualTo(0.5);
  }

  @Test
  void isEmptyWithoutACommonSeed() {
    assertThat(PairedPopulations.of(List.of(network(1, 0, 1)), List.of(network(2, 0, 1))))
        .isEmpty();
  }

  @Test
  void refusesToPairOtherSeeds() {
    List<MeasuredNetwork> dense = List.of(network(1, 0, 1));
    List<MeasuredNetwork> pruned = List.of(network(2, 0, 1));

    assertThatThrownBy(() -> new PairedPopulations(dense, pruned))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[1] are paired with [2]");
  }

  @Test
  void statesTheDifferencePairedBySeedWithItsInterval() {
    PopulationComparison comparison =
        compare(
            List.of(network(1, 0, 1), network(2, 0, 1)),
            List.of(network(1, 0, 0), network(2, 1, 0)));

    // Differences -.5 and -1: mean -.75, sd .5 / sqrt(2), t with 1 degree of freedom 12.706.
    Estimate difference =
        comparison.estimate(Quantity.ACCURACY, Subset.ALL, Side.DIFFERENCE).orElseThrow();
    assertThat(difference.overSeeds().n()).isEqualTo(2);
    assertThat(difference.overSeeds().mean()).isEqualTo(-0.75);
    var spread = difference.overSeeds().spread().orElseThrow();
    assertThat(spread.standardDeviation()).isCloseTo(Math.sqrt(0.125), within(1e-15));
    assertThat(spread.low()).isCloseTo(-0.75 - 12.706204736 * 0.25, within(1e-8));
    // Of the samples, -.5 and -1 too.
    assertThat(difference.samples()).isEqualTo(2);
    assertThat(difference.sdOverSamples().orElseThrow()).isCloseTo(Math.sqrt(0.125), within(1e-15));
  }

  @Test
  void hasNoEstimateOfExemplarsThatDoNotExist() {
    PopulationComparison comparison = compare(List.of(network(1, 0, 1)), List.of(network(1, 0, 1)));

    assertThat(comparison.pieCount()).isZero();
    assertThat(comparison.estimate(Quantity.ACCURACY, Subset.PIES, Side.PRUNED)).isEmpty();
    assertThat(mean(comparison, Quantity.ACCURACY, Subset.OTHERS, Side.PRUNED)).isEqualTo(1);
    assertThat(comparison.estimates()).noneMatch(estimate -> estimate.subset() == Subset.PIES);
  }

  @Test
  void leavesMissingScoresOutOfMeansOfNetworksAndOfSamples() {
    // given sample 0 without score in one network, both samples in another
    double missing = Double.NaN;
    List<MeasuredNetwork> dense = List.of(scored(1, 1, 3), scored(2, missing, 5), scored(3, 8, 8));
    List<MeasuredNetwork> pruned =
        List.of(scored(1, 2, 6), scored(2, 4, 8), scored(3, missing, missing));

    // when
    PopulationComparison comparison = compare(dense, pruned);

    // then seed 3 has no mean on one side and is left out of all three
    assertThat(mean(comparison, Quantity.Q, Subset.ALL, Side.DENSE)).isEqualTo((2 + 5) / 2.0);
    assertThat(mean(comparison, Quantity.Q, Subset.ALL, Side.PRUNED)).isEqualTo((4 + 6) / 2.0);
    Estimate difference =
        comparison.estimate(Quantity.Q, Subset.ALL, Side.DIFFERENCE).orElseThrow();
    assertThat(difference.overSeeds().n()).isEqualTo(2);
    assertThat(difference.overSeeds().mean()).isEqualTo((2 + 1) / 2.0);
    // By sample: dense (1 + 8) / 2 and (3 + 5 + 8) / 3.
    SampleMeans means = Objects.requireNonNull(comparison.bySample().get(Quantity.Q));
    assertThat(means.dense()).containsExactly(new double[] {4.5, 16 / 3.0}, within(1e-15));
    assertThat(means.pruned()).containsExactly(new double[] {3, 7}, within(1e-15));
  }

  /** Seeds 0 to 4 in the paper: the other networks' depth is not measured. */
  @Test
  void comparesDepthOnTheSeedsThatHaveItOnBothSides() {
    List<MeasuredNetwork> dense =
        List.of(deep(1, 2, 4), deep(2, 4, 8), network(3, 0, 1), deep(4, 9, 9));
    List<MeasuredNetwork> pruned =
        List.of(deep(1, 3, 5), deep(2, 6, 10), deep(3, 9, 9), network(4, 0, 1));

    PopulationComparison comparison = compare(dense, pruned);

    assertThat(comparison.seeds()).containsExactly(1L, 2L, 3L, 4L);
    assertThat(comparison.depthSeeds()).containsExactly(1L, 2L);
    assertThat(mean(comparison, Quantity.DEPTH_FINAL_PREDICTION, Subset.ALL, Side.DENSE))
        .isEqualTo(3);
    assertThat(mean(comparison, Quantity.DEPTH_TRUE_LABEL, Subset.ALL, Side.DENSE)).isEqualTo(6);
    assertThat(mean(comparison, Quantity.DEPTH_FINAL_PREDICTION, Subset.ALL, Side.PRUNED))
        .isEqualTo(4.5);
    assertThat(mean(comparison, Quantity.DEPTH_TRUE_LABEL, Subset.ALL, Side.PRUNED)).isEqualTo(7.5);
  }

  @Test
  void hasNoDepthWhereNoSeedHasItOnBothSides() {
    PopulationComparison comparison = compare(List.of(network(1, 0, 1)), List.of(deep(1, 2, 3)));

    assertThat(comparison.depthSeeds()).isEmpty();
    assertThat(comparison.bySample()).containsOnlyKeys(Quantity.ACCURACY);
    assertThat(comparison.estimate(Quantity.DEPTH_TRUE_LABEL, Subset.ALL, Side.DENSE)).isEmpty();
  }

  @Test
  void statesRecallOfEachClassOnExemplarsAndOthers() {
    // given samples 0 and 1 of class 0, sample 2 of class 1; sample 1 is the PIE
    List<MeasuredNetwork> dense = Populations.of(new int[] {0, 0, 1}, new int[] {0, 0, 0});
    List<MeasuredNetwork> pruned = Populations.of(new int[] {0, 1, 1}, new int[] {0, 1, 0});

    PopulationComparison comparison =
        PopulationComparison.of(
            PairedPopulations.of(dense, pruned).orElseThrow(), new int[] {0, 0, 1}, 2);

    assertThat(
            comparison.estimates().stream()
                .filter(
                    estimate ->
                        estimate.quantity() == Quantity.RECALL && estimate.side() == Side.PRUNED)
                .map(
                    estimate ->
                        "%d %s %d %.2f"
                            .formatted(
                                estimate.label().orElseThrow(),
                                estimate.subset().text(),
                                estimate.samples(),
                                estimate.overSeeds().mean())))
        .containsExactly(
            "0 all 2 0.50", "0 pies 1 0.00", "0 others 1 1.00", "1 all 1 0.50", "1 others 1 0.50");
  }

  /** Each estimate against its definition, straight. */
  @Test
  void meansAndSpreadsAreThoseOfTheDefinition() {
    // given
    Random random = new Random(4);
    int samples = 120;
    int[][] predictions = Populations.random(6, samples, 3, 1, 4, random);
    int[][] prunedPredictions = Populations.random(6, samples, 3, 1, 4, random);
    List<MeasuredNetwork> dense = new ArrayList<>();
    List<MeasuredNetwork> pruned = new ArrayList<>();
    for (int seed = 0; seed < 6; seed++) {
      dense.add(measured(seed, predictions[seed], random));
      pruned.add(measured(seed, prunedPredictions[seed], random));
    }

    // when
    PopulationComparison comparison =
        PopulationComparison.of(
            PairedPopulations.of(dense, pruned).orElseThrow(), new int[samples], 3);

    // then
    boolean[] pies = comparison.pies();
    assertThat(comparison.pieCount()).isBetween(5, samples - 5);
    for (Subset subset : Subset.values()) {
      double overSeeds = 0;
      for (MeasuredNetwork network : pruned) {
        double sum = 0;
        int count = 0;
        for (int sample = 0; sample < samples; sample++) {
          double z = network.measured(Quantity.Z).orElseThrow()[sample];
          if (subset.contains(pies[sample]) && !Double.isNaN(z)) {
            sum += z;
            count++;
          }
        }
        overSeeds += sum / count / pruned.size();
      }
      List<Double> means = new ArrayList<>();
      for (int sample = 0; sample < samples; sample++) {
        if (subset.contains(pies[sample])) {
          int index = sample;
          pruned.stream()
              .mapToDouble(network -> network.measured(Quantity.Z).orElseThrow()[index])
              .filter(z -> !Double.isNaN(z))
              .average()
              .ifPresent(means::add);
        }
      }
      double mean = means.stream().mapToDouble(m -> m).average().orElseThrow();
      double squares = means.stream().mapToDouble(m -> (m - mean) * (m - mean)).sum();

      Estimate estimate = comparison.estimate(Quantity.Z, subset, Side.PRUNED).orElseThrow();
      assertThat(estimate.overSeeds().mean()).isCloseTo(overSeeds, within(1e-12));
      assertThat(estimate.samples()).isEqualTo(means.size());
      assertThat(estimate.sdOverSamples().orElseThrow())
          .isCloseTo(Math.sqrt(squares / (means.size() - 1)), within(1e-12));
    }
  }

  @Test
  void comparesTheLossOfWholeTestSets() {
    List<MeasuredNetwork> dense =
        List.of(
            new MeasuredNetwork(1, 0.5, TRUE_LABELS, Map.of()),
            new MeasuredNetwork(2, 0.7, TRUE_LABELS, Map.of()));
    List<MeasuredNetwork> pruned =
        List.of(
            new MeasuredNetwork(1, 1.0, TRUE_LABELS, Map.of()),
            new MeasuredNetwork(2, 1.6, TRUE_LABELS, Map.of()));

    PopulationComparison comparison = compare(dense, pruned);

    assertThat(mean(comparison, Quantity.LOSS, Subset.ALL, Side.DIFFERENCE))
        .isCloseTo(0.7, within(1e-12));
    assertThat(comparison.estimate(Quantity.LOSS, Subset.OTHERS, Side.DENSE)).isEmpty();
  }

  private static MeasuredNetwork measured(long seed, int[] predictions, Random random) {
    return new MeasuredNetwork(
        seed, 0, predictions, Populations.values(predictions.length, random));
  }

  private static PopulationComparison compare(
      List<MeasuredNetwork> dense, List<MeasuredNetwork> pruned) {
    return PopulationComparison.of(
        PairedPopulations.of(dense, pruned).orElseThrow(), TRUE_LABELS, 2);
  }

  private static double mean(
      PopulationComparison comparison, Quantity quantity, Subset subset, Side side) {
    return comparison.estimate(quantity, subset, side).orElseThrow().overSeeds().mean();
  }

  private static MeasuredNetwork network(long seed, int... predictions) {
    return new MeasuredNetwork(seed, 0, predictions, Map.of());
  }

  private static MeasuredNetwork scored(long seed, double... q) {
    return new MeasuredNetwork(seed, 0, TRUE_LABELS, Map.of(Quantity.Q, q));
  }

  private static MeasuredNetwork deep(long seed, double finalPrediction, double trueLabel) {
    return new MeasuredNetwork(
        seed,
        0,
        TRUE_LABELS,
        Map.of(
            Quantity.DEPTH_FINAL_PREDICTION,
            new double[] {finalPrediction, finalPrediction},
            Quantity.DEPTH_TRUE_LABEL,
            new double[] {trueLabel, trueLabel}));
  }
}

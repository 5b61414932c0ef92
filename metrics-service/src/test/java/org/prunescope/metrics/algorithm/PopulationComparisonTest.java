package org.prunescope.metrics.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.prunescope.metrics.algorithm.PopulationComparison.MeanDepth;
import org.prunescope.metrics.algorithm.PopulationComparison.Network;

class PopulationComparisonTest {
  private static final int[] TRUE_LABELS = {0, 1};

  @Test
  void pairsTheSeedsPresentOnBothSides() {
    // given seed 7 only dense, seed 9 only pruned
    List<Network> dense =
        List.of(network(7, 1.0, 1, 1), network(3, 2.0, 0, 1), network(5, 4.0, 0, 1));
    List<Network> pruned =
        List.of(network(9, 9.0, 1, 0), network(5, 6.0, 0, 0), network(3, 5.0, 1, 0));

    // when
    PopulationComparison comparison =
        PopulationComparison.of(dense, pruned, TRUE_LABELS, 2).orElseThrow();

    // then
    assertThat(comparison.seeds()).containsExactly(3L, 5L);
    assertThat(comparison.dense().accuracy()).isEqualTo(1);
    assertThat(comparison.pruned().accuracy()).isEqualTo(0.25);
    assertThat(comparison.accuracyDifference().mean()).isEqualTo(-0.75);
    assertThat(comparison.accuracyDifference().spread().orElseThrow().standardDeviation())
        .isCloseTo(Math.sqrt(0.125), within(1e-15));
    assertThat(comparison.dense().meanQ()).hasValue(3);
    assertThat(comparison.pruned().meanQ()).hasValue(5.5);
    // Sample 0 ties in the pruned population: an exemplar only where the largest label wins.
    assertThat(comparison.pies()).isEqualTo(1);
    assertThat(comparison.piesLargestLabel()).isEqualTo(2);
    assertThat(comparison.taxicab()).containsExactly(new double[] {1, 2}, within(1e-15));
    assertThat(comparison.dense().accuracyOnPies()).hasValue(1);
    assertThat(comparison.pruned().accuracyOnPies()).hasValue(0);
    assertThat(comparison.pruned().accuracyOnOthers()).hasValue(0.5);
  }

  @Test
  void isEmptyWithoutACommonSeed() {
    assertThat(
            PopulationComparison.of(
                List.of(network(1, 1.0, 0, 1)), List.of(network(2, 1.0, 0, 1)), TRUE_LABELS, 2))
        .isEmpty();
  }

  @Test
  void hasNoAccuracyOnExemplarsThatDoNotExistAndNoMeanThatANetworkLacks() {
    PopulationComparison comparison =
        PopulationComparison.of(
                List.of(network(1, 1.0, 0, 1), network(2, 1.0, 0, 1)),
                List.of(
                    network(1, 1.0, 0, 1),
                    new Network(2, TRUE_LABELS, OptionalDouble.empty(), Optional.empty())),
                TRUE_LABELS,
                2)
            .orElseThrow();

    assertThat(comparison.pies()).isZero();
    assertThat(comparison.pruned().accuracyOnPies()).isEmpty();
    assertThat(comparison.pruned().accuracyOnOthers()).hasValue(1);
    assertThat(comparison.dense().meanQ()).hasValue(1);
    assertThat(comparison.pruned().meanQ()).isEmpty();
  }

  /** Seeds 0 to 4 in the paper: the other networks' depth is not measured. */
  @Test
  void comparesDepthOnTheSeedsThatHaveItOnBothSides() {
    List<Network> dense =
        List.of(withDepth(1, 2, 4), withDepth(2, 4, 8), network(3, 1.0, 0, 1), withDepth(4, 9, 9));
    List<Network> pruned =
        List.of(withDepth(1, 3, 5), withDepth(2, 6, 10), withDepth(3, 9, 9), network(4, 1.0, 0, 1));

    PopulationComparison comparison =
        PopulationComparison.of(dense, pruned, TRUE_LABELS, 2).orElseThrow();

    assertThat(comparison.seeds()).containsExactly(1L, 2L, 3L, 4L);
    assertThat(comparison.depthSeeds()).containsExactly(1L, 2L);
    assertThat(comparison.dense().depth()).contains(new MeanDepth(3, 6));
    assertThat(comparison.pruned().depth()).contains(new MeanDepth(4.5, 7.5));
  }

  @Test
  void hasNoDepthWhereNoSeedHasItOnBothSides() {
    PopulationComparison comparison =
        PopulationComparison.of(
                List.of(network(1, 1.0, 0, 1)), List.of(withDepth(1, 2, 3)), TRUE_LABELS, 2)
            .orElseThrow();

    assertThat(comparison.depthSeeds()).isEmpty();
    assertThat(comparison.dense().depth()).isEmpty();
    assertThat(comparison.pruned().depth()).isEmpty();
  }

  private static Network network(long seed, double meanQ, int... predictions) {
    return new Network(seed, predictions, OptionalDouble.of(meanQ), Optional.empty());
  }

  private static Network withDepth(long seed, double byFinalPrediction, double byTrueLabel) {
    return new Network(
        seed,
        TRUE_LABELS,
        OptionalDouble.of(1),
        Optional.of(new MeanDepth(byFinalPrediction, byTrueLabel)));
  }
}

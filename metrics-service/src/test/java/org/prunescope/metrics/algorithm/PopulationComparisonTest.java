package org.prunescope.metrics.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
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
                List.of(network(1, 1.0, 0, 1), new Network(2, TRUE_LABELS, none(), none(), none())),
                TRUE_LABELS,
                2)
            .orElseThrow();

    assertThat(comparison.pies()).isZero();
    assertThat(comparison.pruned().accuracyOnPies()).isEmpty();
    assertThat(comparison.pruned().accuracyOnOthers()).hasValue(1);
    assertThat(comparison.dense().meanQ()).hasValue(1);
    assertThat(comparison.pruned().meanQ()).isEmpty();
  }

  private static Network network(long seed, double meanQ, int... predictions) {
    return new Network(seed, predictions, OptionalDouble.of(meanQ), none(), none());
  }

  private static OptionalDouble none() {
    return OptionalDouble.empty();
  }
}

package org.prunescope.metrics.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LabelVotesTest {
  // Three samples: the networks agree; 1 and 2 tie; 0 wins by two to one.
  private static final int[][] DENSE = {{1, 1, 0}, {1, 2, 0}, {1, 2, 2}, {1, 1, 0}};
  private static final int[][] PRUNED = {{1, 2, 2}, {1, 2, 2}};

  @Test
  void breaksTiesByTheRule() {
    LabelVotes votes = LabelVotes.of(DENSE, 3);

    assertThat(votes.modalLabels(TieRule.SMALLEST_LABEL)).containsExactly(1, 1, 0);
    assertThat(votes.modalLabels(TieRule.LARGEST_LABEL)).containsExactly(1, 2, 0);
  }

  @Test
  void identifiesTheSamplesWhoseModalLabelChanges() {
    // given
    LabelVotes dense = LabelVotes.of(DENSE, 3);
    LabelVotes pruned = LabelVotes.of(PRUNED, 3);

    // then the tied sample counts only where the tie falls to the other label
    assertThat(pruned.exemplars(dense, TieRule.SMALLEST_LABEL)).containsExactly(false, true, true);
    assertThat(pruned.exemplars(dense, TieRule.LARGEST_LABEL)).containsExactly(false, false, true);
  }

  @Test
  void measuresTaxicabDistanceOfPopulationsOfUnequalSize() {
    double[] distances = LabelVotes.of(PRUNED, 3).taxicab(LabelVotes.of(DENSE, 3));

    assertThat(distances).containsExactly(new double[] {0, 1, 1.5}, within(1e-15));
  }

  @Test
  void saysHowManyNetworksAgreeWithTheModalLabel() {
    assertThat(LabelVotes.of(DENSE, 3).agreement()).containsExactly(1, 0.5, 0.75);
  }

  @Test
  void refusesLabelsThatAreNoClass() {
    assertThatThrownBy(() -> LabelVotes.of(new int[][] {{0, 3}}, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 to 2, not 3");
  }

  @Test
  void refusesPopulationsOfOtherSamples() {
    LabelVotes dense = LabelVotes.of(DENSE, 3);
    LabelVotes others = LabelVotes.of(new int[][] {{0, 1}}, 3);

    assertThatThrownBy(() -> others.exemplars(dense, TieRule.SMALLEST_LABEL))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

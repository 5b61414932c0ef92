package org.prunescope.metrics.algorithm.population;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.prunescope.metrics.algorithm.LabelVotes;
import org.prunescope.metrics.algorithm.TieRule;

class SeedVotesTest {
  /** Also of more seeds than a word has bits. */
  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "5, 3", "30, 4", "64, 5", "65, 6", "130, 7"})
  void countsPiesOfAnyChoiceOfNetworksAsTheVotesThemselvesDo(int seeds, long seed) {
    // given
    Random random = new Random(seed);
    int[][] dense = Populations.random(seeds, 300, 5, 0.9, seed, random);
    int[][] pruned = Populations.random(seeds, 300, 5, 1, seed, random);
    SeedVotes votes = SeedVotes.of(dense, pruned, 5);
    int[] chosen = IntStream.range(0, seeds).filter(i -> i == 0 || random.nextBoolean()).toArray();
    long[] set = new long[votes.words()];
    for (int i : chosen) {
      set[i / 64] |= 1L << i;
    }

    // then
    int[] ofDense = votes.votes(set, new long[votes.words()]);
    int[] ofPruned = votes.votes(new long[votes.words()], set);
    for (TieRule ties : TieRule.values()) {
      assertThat(votes.pies(ofDense, ofPruned, ties))
          .isEqualTo(pies(choose(dense, chosen), choose(pruned, chosen), 5, ties));
    }
  }

  @Test
  void leavesOutSamplesToWhichAllGiveOneLabel() {
    SeedVotes votes = SeedVotes.of(new int[][] {{0, 1, 2}}, new int[][] {{0, 2, 2}}, 3);

    // Sample 1 alone remains, with labels 1 and 2.
    int[] dense = votes.votes(new long[] {1}, new long[] {0});
    int[] pruned = votes.votes(new long[] {0}, new long[] {1});
    assertThat(dense).containsExactly(1, 0);
    assertThat(pruned).containsExactly(0, 1);
    assertThat(votes.voteDifference(dense, pruned)).isEqualTo(2);
    assertThat(votes.pies(dense, pruned, TieRule.LARGEST_LABEL)).isEqualTo(1);
  }

  @Test
  void refusesPopulationsOfUnequalSeedsOrSamples() {
    assertThatThrownBy(() -> SeedVotes.of(new int[][] {{0}}, new int[][] {{0}, {0}}, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SeedVotes.of(new int[][] {{0}}, new int[][] {{0, 0}}, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  static int pies(int[][] dense, int[][] pruned, int classes, TieRule ties) {
    boolean[] pies = LabelVotes.of(pruned, classes).exemplars(LabelVotes.of(dense, classes), ties);
    return (int) IntStream.range(0, pies.length).filter(i -> pies[i]).count();
  }

  static int[][] choose(int[][] networks, int[] chosen) {
    return IntStream.of(chosen).mapToObj(i -> networks[i]).toArray(int[][]::new);
  }
}

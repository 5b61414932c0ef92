package org.prunescope.metrics.algorithm.population;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.prunescope.contract.random.RandomStream;
import org.prunescope.metrics.algorithm.TieRule;

class PieResamplingTest {
  @ParameterizedTest
  @ValueSource(ints = {3, 12, 70})
  void isTheSameWhateverTheOrderInWhichNetworksCame(int seeds) {
    // given
    Random random = new Random(seeds);
    var dense = Populations.of(Populations.random(seeds, 200, 4, 0.9, 1, random));
    var pruned = Populations.of(Populations.random(seeds, 200, 4, 1, 1, random));

    // when
    PieResampling ordered = resampling(PairedPopulations.of(dense, pruned).orElseThrow());
    PieResampling shuffled =
        resampling(
            PairedPopulations.of(
                    Populations.shuffled(dense, random), Populations.shuffled(pruned, random))
                .orElseThrow());

    // then
    assertThat(shuffled).isEqualTo(ordered);
  }

  @Test
  void splitsNoFewerThanFourSeedsAndResamplesNoSingleOne() {
    Random random = new Random(2);
    int[][] dense = Populations.random(4, 50, 4, 1, 1, random);
    int[][] pruned = Populations.random(4, 50, 4, 1, 1, random);
    int[] three = {0, 1, 2};
    int[] one = {0};

    assertThat(of(dense, pruned).halves()).isPresent();
    assertThat(of(SeedVotesTest.choose(dense, three), SeedVotesTest.choose(pruned, three)).halves())
        .isEmpty();
    assertThat(of(SeedVotesTest.choose(dense, one), SeedVotesTest.choose(pruned, one)).bootstrap())
        .isEmpty();
  }

  @Test
  void comparesHalvesThatShareNoSeed() {
    // given two seeds of label 0 and two of label 1; pruned networks all of label 2
    int[][] dense = {{0}, {0}, {1}, {1}};
    int[][] pruned = {{2}, {2}, {2}, {2}};

    DisjointHalves halves = of(dense, pruned).halves().orElseThrow();

    // Of the three ways to split, one separates the labels; in the others both halves tie.
    assertThat(halves.networks()).isEqualTo(2);
    assertThat(halves.splits()).isEqualTo(1_000);
    assertThat(halves.denseAndDense().mean()).isCloseTo(1 / 3.0, within(0.06));
    assertThat(halves.denseAndDense().high()).isEqualTo(1);
    assertThat(halves.denseAndPruned()).isEqualTo(new Distribution(1, 1, 1));
  }

  @Test
  void countsHalvesAsTheVotesThemselvesDo() {
    // given
    Random random = new Random(8);
    int[][] dense = Populations.random(9, 200, 4, 0.9, 8, random);
    int[][] pruned = Populations.random(9, 200, 4, 1, 8, random);

    // when
    DisjointHalves halves = of(dense, pruned).halves().orElseThrow();

    // then
    double denseAndDense = 0;
    double denseAndPruned = 0;
    for (int split = 0; split < 1_000; split++) {
      int[] order = Draw.HALVES.stream(split).permutation(9);
      int[] one = {order[0], order[1], order[2], order[3]};
      int[] other = {order[4], order[5], order[6], order[7]};
      int[][] denseHalf = SeedVotesTest.choose(dense, one);
      denseAndDense += pies(denseHalf, SeedVotesTest.choose(dense, other)) / 1_000.0;
      denseAndPruned += pies(denseHalf, SeedVotesTest.choose(pruned, other)) / 1_000.0;
    }
    assertThat(halves.denseAndDense().mean()).isCloseTo(denseAndDense, within(1e-9));
    assertThat(halves.denseAndPruned().mean()).isCloseTo(denseAndPruned, within(1e-9));
  }

  @Test
  void resamplesSeedsJointly() {
    // given
    Random random = new Random(9);
    int[][] dense = Populations.random(5, 200, 4, 0.9, 9, random);
    int[][] pruned = Populations.random(5, 200, 4, 1, 9, random);

    // when
    PieBootstrap bootstrap = of(dense, pruned).bootstrap().orElseThrow();

    // then
    double mean = 0;
    for (int resample = 0; resample < 1_000; resample++) {
      RandomStream stream = Draw.BOOTSTRAP.stream(resample);
      int[] chosen = new int[5];
      for (int i = 0; i < 5; i++) {
        chosen[i] = stream.nextInt(5);
      }
      mean +=
          pies(SeedVotesTest.choose(dense, chosen), SeedVotesTest.choose(pruned, chosen)) / 1_000.0;
    }
    assertThat(bootstrap.resamples()).isEqualTo(1_000);
    assertThat(bootstrap.pies().mean()).isCloseTo(mean, within(1e-9));
    assertThat(bootstrap.pies().low()).isLessThan(bootstrap.pies().high());
  }

  /** As the view's comment says: duplicate votes make more PIEs than there are. */
  @Test
  void bootstrapsUpward() {
    Random random = new Random(10);
    int[][] dense = Populations.random(20, 2_000, 4, 0.9, 10, random);
    int[][] pruned = Populations.random(20, 2_000, 4, 0.9, 10, random);

    assertThat(of(dense, pruned).bootstrap().orElseThrow().pies().mean())
        .isGreaterThan(pies(dense, pruned));
  }

  private static int pies(int[][] dense, int[][] pruned) {
    return SeedVotesTest.pies(dense, pruned, 4, TieRule.SMALLEST_LABEL);
  }

  private static PieResampling of(int[][] dense, int[][] pruned) {
    return resampling(Populations.paired(dense, pruned));
  }

  private static PieResampling resampling(PairedPopulations pairs) {
    return PieResampling.of(pairs, 4);
  }
}

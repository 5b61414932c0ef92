package org.prunescope.metrics.algorithm.population;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.prunescope.metrics.algorithm.TieRule;

class ExchangeFloorTest {
  /** Two seeds, one sample: dense (0, 0), pruned (1, 1). */
  @Test
  void looksAtEveryArrangementOfFewSeeds() {
    ExchangeFloor floor = floor(new int[][] {{0}, {0}}, new int[][] {{1}, {1}});

    // As it is and with both exchanged a PIE; with one exchanged both sides tie and have label 0.
    assertThat(floor.arrangements()).isEqualTo(4);
    assertThat(floor.exhaustive()).isTrue();
    assertThat(floor.values().mean()).isEqualTo(0.5);
    assertThat(floor.values().low()).isZero();
    assertThat(floor.values().high()).isEqualTo(1);
    assertThat(floor.p()).isEqualTo(0.5);
  }

  @Test
  void saysNothingOfOneSeed() {
    ExchangeFloor floor = floor(new int[][] {{0, 1}}, new int[][] {{1, 1}});

    assertThat(floor.values()).isEqualTo(new Distribution(1, 1, 1));
    assertThat(floor.p()).isEqualTo(1);
  }

  @Test
  void isZeroWithPOneForIdenticalPopulations() {
    int[][] population = Populations.random(12, 200, 4, 1, 3, new Random(3));

    ExchangeFloor floor = floor(population, population);

    assertThat(floor.arrangements()).isEqualTo(1_000);
    assertThat(floor.exhaustive()).isFalse();
    assertThat(floor.values()).isEqualTo(new Distribution(0, 0, 0));
    assertThat(floor.p()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void equalsBruteForceOverAllArrangements(TieRule ties) {
    // given
    Random random = new Random(11);
    int seeds = 7;
    int[][] dense = Populations.random(seeds, 400, 4, 0.9, 11, random);
    int[][] pruned = Populations.random(seeds, 400, 4, 1, 11, random);

    // when
    ExchangeFloor floor = ExchangeFloor.ofPies(SeedVotes.of(dense, pruned, 4), ties);

    // then
    int real = SeedVotesTest.pies(dense, pruned, 4, ties);
    int[] counts = new int[1 << seeds];
    for (int exchanged = 0; exchanged < counts.length; exchanged++) {
      int[][] one = dense.clone();
      int[][] other = pruned.clone();
      for (int seed = 0; seed < seeds; seed++) {
        if ((exchanged >> seed & 1) == 1) {
          one[seed] = pruned[seed];
          other[seed] = dense[seed];
        }
      }
      counts[exchanged] = SeedVotesTest.pies(one, other, 4, ties);
    }
    assertThat(floor.exhaustive()).isTrue();
    assertThat(floor.values().mean())
        .isCloseTo(Arrays.stream(counts).average().orElseThrow(), within(1e-12));
    assertThat(floor.p())
        .isEqualTo(Arrays.stream(counts).filter(count -> count >= real).count() / 128.0);
    Arrays.sort(counts);
    // Type 7: 127 x 0.025 = 3.175 order statistics after the first.
    assertThat(floor.values().low())
        .isCloseTo(counts[3] + 0.175 * (counts[4] - counts[3]), within(1e-9));
  }

  @Test
  void findsWhatPruningDoesBeyondChance() {
    // given pruned networks that give every fourth sample another label
    int[][] dense = Populations.random(30, 400, 4, 0.5, 5, new Random(5));
    int[][] pruned = Populations.random(30, 400, 4, 0.5, 5, new Random(6));
    for (int[] network : pruned) {
      for (int sample = 0; sample < network.length; sample += 4) {
        network[sample] = (network[sample] + 1) % 4;
      }
    }

    ExchangeFloor pies = floor(dense, pruned);
    ExchangeFloor taxicab = ExchangeFloor.ofMeanTaxicab(SeedVotes.of(dense, pruned, 4));

    // The 100 samples have distance 2, on average .5 over all.
    assertThat(pies.p()).isLessThan(0.01);
    assertThat(taxicab.p()).isEqualTo(1 / 1_001.0);
    assertThat(taxicab.values().high()).isLessThan(0.4);
  }

  /** Why the floor of the taxicab distance stands beside that of PIEs. */
  @Test
  void countsWhatPruningFirmlyChangesInAllArrangementsButTiedOnes() {
    int seeds = 30;
    int[][] dense = new int[seeds][1];
    int[][] pruned = new int[seeds][1];
    for (int[] network : pruned) {
      network[0] = 1;
    }

    // All but those that exchange 15 of 30: of these there are C(30, 15) / 2^30 = 14.4 %.
    assertThat(floor(dense, pruned).values().mean()).isCloseTo(1 - 0.1445, within(0.04));
    // 2 |30 - 2k| / 30 with k binomial: on average 4 x 15 / 30 x C(30, 15) / 2^30 = .289.
    assertThat(ExchangeFloor.ofMeanTaxicab(SeedVotes.of(dense, pruned, 2)).values().mean())
        .isCloseTo(0.289, within(0.03));
  }

  @Test
  void averagesTheTaxicabDistanceOverAllSamples() {
    // given two seeds; sample 0 as above, sample 1 the same label everywhere
    SeedVotes votes = SeedVotes.of(new int[][] {{0, 2}, {0, 2}}, new int[][] {{1, 2}, {1, 2}}, 3);

    ExchangeFloor floor = ExchangeFloor.ofMeanTaxicab(votes);

    // Distances of sample 0: 2, 0, 0, 2; halved by sample 1.
    assertThat(floor.values().mean()).isEqualTo(0.5);
    assertThat(floor.values().high()).isEqualTo(1);
    assertThat(floor.p()).isEqualTo(0.5);
  }

  /** Of two populations of one distribution: P(p <= a) is at most a, and p is spread out. */
  @Test
  void isRarelySmallWherePruningDoesNothing() {
    double[] ps =
        IntStream.range(0, 300)
            .mapToDouble(
                i -> {
                  Random random = new Random(i);
                  return floor(
                          Populations.random(8, 300, 4, 1, i, random),
                          Populations.random(8, 300, 4, 1, i, random))
                      .p();
                })
            .toArray();

    // Four standard errors of a share of 300: sqrt(a (1 - a) / 300).
    for (double a : new double[] {0.05, 0.1, 0.25, 0.5, 0.75}) {
      double share = Arrays.stream(ps).filter(p -> p <= a).count() / 300.0;
      assertThat(share).isLessThan(a + 4 * Math.sqrt(a * (1 - a) / 300));
    }
    assertThat(Arrays.stream(ps).average().orElseThrow()).isBetween(0.45, 0.65);
  }

  private static ExchangeFloor floor(int[][] dense, int[][] pruned) {
    return ExchangeFloor.ofPies(SeedVotes.of(dense, pruned, 4), TieRule.SMALLEST_LABEL);
  }
}

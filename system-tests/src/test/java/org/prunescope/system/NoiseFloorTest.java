package org.prunescope.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Array;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.prunescope.metrics.algorithm.LabelVotes;
import org.prunescope.metrics.algorithm.TieRule;
import org.prunescope.metrics.algorithm.population.ExchangeFloor;
import org.prunescope.metrics.algorithm.population.MeasuredNetwork;
import org.prunescope.metrics.algorithm.population.PairedPopulations;
import org.prunescope.metrics.algorithm.population.PieResampling;

/**
 * Dense populations disagree among themselves too: two disjoint ones must not look as if one of
 * them had been pruned, and a pruned one must. Fourteen seeds give two halves of seven, whose 128
 * exchanges allow a p of 1/64: fewer could never be told from chance at 0.025.
 */
@ExtendWith(RunningStack.Provider.class)
class NoiseFloorTest {
  private static final int CLASSES = 10;
  private static final int HALF = 7;
  private static final double LEVEL = 0.025;

  private static final int SPLITS = 100;

  /**
   * At most 1 of 64 random splits is expected to be flagged, whatever the networks are; but splits
   * of the same networks are alike, so some more is no surprise. A floor that is too low by a tenth
   * flags far more. No single split is asked: another processor's rounding makes other networks,
   * and once in 64 that split would be the one.
   */
  private static final int MOST_FLAGGED = 10;

  @Test
  void hardlyAnySplitOfTheDenseNetworksIsTakenForPruning(RunningStack running) {
    int[][] dense = predictions(running, "cross-entropy_dense");
    Random random = new Random(20_260_725);
    List<int[]> networks = new ArrayList<>(List.of(dense));

    int byPies = 0;
    int byTaxicab = 0;
    for (int split = 0; split < SPLITS; split++) {
      Collections.shuffle(networks, random);
      int[][] shuffled = networks.toArray(int[][]::new);
      Comparison halves = compare(half(shuffled, 0), half(shuffled, HALF));
      byPies += halves.floor().p() <= LEVEL ? 1 : 0;
      byTaxicab += halves.resampling().floorOfMeanTaxicab().p() <= LEVEL ? 1 : 0;
    }

    System.out.printf(
        "dense and dense: of %d splits %d by PIEs, %d by taxicab distance at p <= %s%n",
        SPLITS, byPies, byTaxicab, LEVEL);
    assertThat(byPies).isLessThanOrEqualTo(MOST_FLAGGED);
    assertThat(byTaxicab).isLessThanOrEqualTo(MOST_FLAGGED);
  }

  @Test
  void prunedNetworksAreToldFromTheDenseOnes(RunningStack running) {
    int[][] dense = predictions(running, "cross-entropy_dense");
    int[][] pruned = predictions(running, "cross-entropy_one-shot-global_0.9");

    Comparison half = compare(half(dense, 0), half(pruned, 0));
    Comparison all = compare(dense, pruned);

    System.out.println("dense and pruned, seeds 0 to 6: " + half);
    System.out.println("dense and pruned, all seeds: " + all);
    assertThat((double) all.pies()).isGreaterThan(all.floor().values().high());
    assertThat(all.floor().p()).isLessThanOrEqualTo(LEVEL);
    assertThat(all.resampling().floorOfMeanTaxicab().p()).isLessThanOrEqualTo(LEVEL);
    assertThat(half.resampling().floorOfMeanTaxicab().p()).isLessThanOrEqualTo(LEVEL);
    assertThat(stored(running)).containsExactly(List.of(all.pies(), all.floor().p()));
  }

  /** PIEs of two populations (equal votes to the smallest label) and what chance does to them. */
  private record Comparison(int pies, PieResampling resampling) {
    ExchangeFloor floor() {
      return resampling.floor();
    }

    @Override
    public String toString() {
      return "%d PIEs, floor %.1f, up to %.1f, p %.4f; p of taxicab %.4f"
          .formatted(
              pies,
              floor().values().mean(),
              floor().values().high(),
              floor().p(),
              resampling.floorOfMeanTaxicab().p());
    }
  }

  /** As metrics compares a variant with its baseline; the i-th networks of both are a pair. */
  private static Comparison compare(int[][] one, int[][] other) {
    PairedPopulations pairs = PairedPopulations.of(networks(one), networks(other)).orElseThrow();
    boolean[] pies =
        LabelVotes.of(other, CLASSES)
            .exemplars(LabelVotes.of(one, CLASSES), TieRule.SMALLEST_LABEL);
    int count = (int) IntStream.range(0, pies.length).filter(sample -> pies[sample]).count();
    return new Comparison(count, PieResampling.of(pairs, CLASSES));
  }

  private static List<MeasuredNetwork> networks(int[][] predictions) {
    return IntStream.range(0, predictions.length)
        .mapToObj(seed -> new MeasuredNetwork(seed, 0, predictions[seed], Map.of()))
        .toList();
  }

  private static int[][] half(int[][] predictions, int from) {
    return Arrays.copyOfRange(predictions, from, from + HALF);
  }

  /** Labels [seed][sample] of a variant's networks. */
  private static int[][] predictions(RunningStack running, String variant) {
    return running
        .rows(
            """
            select array_agg(predicted_label order by sample) from results.v1_samples
            where experiment = ? and variant = '%s' group by seed order by seed
            """
                .formatted(variant),
            running.completed("shapes.json"))
        .stream()
        .map(row -> labels((Array) row.getFirst()))
        .toArray(int[][]::new);
  }

  private static int[] labels(Array array) {
    try {
      return Arrays.stream((Short[]) array.getArray()).mapToInt(Short::intValue).toArray();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static List<List<Object>> stored(RunningStack running) {
    return running.rows(
        "select pies_smallest_label, floor_p from results.v1_comparisons where experiment = ?",
        running.completed("shapes.json"));
  }
}

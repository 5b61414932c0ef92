package org.prunescope.metrics.algorithm.population;

import java.util.Optional;
import org.prunescope.metrics.algorithm.TieRule;

/**
 * Like with like: PIEs of two disjoint halves of the dense population, which differ in their seeds
 * alone, and beside them those of a dense half and the pruned networks of the other half's seeds.
 * 1,000 splits are drawn; of an odd number of seeds one is left out of each.
 *
 * <p>The splits share networks, so their intervals say how much the split matters, not how much
 * another population would differ.
 *
 * @param networks in each half: floor(n / 2)
 * @param denseAndDense PIEs of dense half and dense half
 * @param denseAndPruned PIEs of dense half and pruned half
 */
public record DisjointHalves(
    int networks, int splits, Distribution denseAndDense, Distribution denseAndPruned) {
  /** Fewer are not split: halves of one network each would be compared. */
  static final int FEWEST_SEEDS = 4;

  static Optional<DisjointHalves> of(SeedVotes votes, TieRule ties) {
    if (votes.seeds() < FEWEST_SEEDS) {
      return Optional.empty();
    }
    int half = votes.seeds() / 2;
    long[] nobody = new long[votes.words()];
    int[] denseAndDense = new int[Draw.DRAWS];
    int[] denseAndPruned = new int[Draw.DRAWS];
    for (int split = 0; split < Draw.DRAWS; split++) {
      int[] order = Draw.HALVES.stream(split).permutation(votes.seeds());
      long[] other = chosen(votes, order, half, 2 * half);
      int[] ofOne = votes.votes(chosen(votes, order, 0, half), nobody);
      denseAndDense[split] = votes.pies(ofOne, votes.votes(other, nobody), ties);
      denseAndPruned[split] = votes.pies(ofOne, votes.votes(nobody, other), ties);
    }
    return Optional.of(
        new DisjointHalves(
            half, Draw.DRAWS, Distribution.of(denseAndDense), Distribution.of(denseAndPruned)));
  }

  private static long[] chosen(SeedVotes votes, int[] order, int from, int to) {
    long[] chosen = new long[votes.words()];
    for (int i = from; i < to; i++) {
      chosen[order[i] / Long.SIZE] |= 1L << order[i];
    }
    return chosen;
  }
}

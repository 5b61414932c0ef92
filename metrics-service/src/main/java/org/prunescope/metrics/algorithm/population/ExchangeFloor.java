package org.prunescope.metrics.algorithm.population;

import org.prunescope.contract.random.RandomStream;
import org.prunescope.metrics.algorithm.TieRule;

/**
 * What chance does to a statistic of two populations: dense and pruned network of each seed change
 * places or stay, each with probability 1/2, and the statistic is computed anew. If pruning did
 * nothing, all these arrangements would be equally likely, and the real one would be like any
 * other. Networks that share a seed share their data order and, up to the fork, their weights; an
 * exchange within the seed keeps that on both sides.
 *
 * <p>The p is exact whatever the networks do, but a floor of PIEs is no count without pruning: a
 * sample that all dense networks call one label and all pruned ones another remains a PIE in every
 * arrangement but those that exchange exactly half of the seeds. Firm changes so raise the floor
 * they are measured against, and p is cautious. The taxicab distance has no such threshold, and
 * {@link DisjointHalves} compares dense with dense.
 *
 * @param arrangements looked at: all 2^n where these are at most 1,000 (n up to 9), else 1,000
 *     drawn
 * @param exhaustive whether they are all there are, each once
 * @param values of the statistic
 * @param p how likely a value at least as large as the real one is: exhaustive, the share of such
 *     arrangements, the real one included; drawn, (1 + their number) / (1 + 1,000) (Phipson and
 *     Smyth 2010). Above 0, at most 1; at least 2 / 2^n where exhaustive, since exchanging all
 *     seeds changes nothing
 */
public record ExchangeFloor(int arrangements, boolean exhaustive, Distribution values, double p) {
  /** Something that is counted of the votes of two electorates, by entry. */
  @FunctionalInterface
  private interface Statistic {
    int of(int[] one, int[] other);
  }

  /** The floor of the PIE count. */
  static ExchangeFloor ofPies(SeedVotes votes, TieRule ties) {
    return of(votes, (one, other) -> votes.pies(one, other, ties));
  }

  /** The floor of the mean taxicab distance over all samples, 0 to 2. */
  static ExchangeFloor ofMeanTaxicab(SeedVotes votes) {
    ExchangeFloor floor = of(votes, votes::voteDifference);
    return new ExchangeFloor(
        floor.arrangements,
        floor.exhaustive,
        floor.values.dividedBy((double) votes.seeds() * votes.samples()),
        floor.p);
  }

  private static ExchangeFloor of(SeedVotes votes, Statistic statistic) {
    int seeds = votes.seeds();
    boolean exhaustive = seeds < Integer.SIZE - 1 && 1 << seeds <= Draw.DRAWS;
    int arrangements = exhaustive ? 1 << seeds : Draw.DRAWS;
    int real = exchanged(votes, new long[votes.words()], statistic);
    int[] values = new int[arrangements];
    int asLarge = 0;
    for (int i = 0; i < arrangements; i++) {
      values[i] = exchanged(votes, exhaustive ? new long[] {i} : drawn(votes, i), statistic);
      asLarge += values[i] >= real ? 1 : 0;
    }
    return new ExchangeFloor(
        arrangements,
        exhaustive,
        Distribution.of(values),
        exhaustive ? (double) asLarge / arrangements : (1.0 + asLarge) / (1.0 + arrangements));
  }

  /** The statistic where the networks of these seeds have changed places. */
  private static int exchanged(SeedVotes votes, long[] exchanged, Statistic statistic) {
    long[] kept = new long[exchanged.length];
    for (int word = 0; word < kept.length; word++) {
      kept[word] = ~exchanged[word];
    }
    return statistic.of(votes.votes(kept, exchanged), votes.votes(exchanged, kept));
  }

  /** Bits beyond the last seed stand for nobody. */
  private static long[] drawn(SeedVotes votes, int draw) {
    RandomStream random = Draw.EXCHANGE.stream(draw);
    long[] exchanged = new long[votes.words()];
    for (int word = 0; word < exchanged.length; word++) {
      exchanged[word] = random.nextLong();
    }
    return exchanged;
  }
}

package org.prunescope.metrics.algorithm.population;

import java.util.Optional;
import org.prunescope.metrics.algorithm.TieRule;

/**
 * What chance does to PIE counts and taxicab distance, by rearranging the networks. Equal votes to
 * the smallest label, where nothing else is said.
 *
 * @param halves empty for fewer than 4 seeds
 * @param bootstrap empty for one seed
 */
public record PieResampling(
    ExchangeFloor floor,
    ExchangeFloor floorLargestLabel,
    ExchangeFloor floorOfMeanTaxicab,
    Optional<DisjointHalves> halves,
    Optional<PieBootstrap> bootstrap) {
  /** Of two populations whose labels are 0 to {@code classes - 1}. */
  public static PieResampling of(PairedPopulations pairs, int classes) {
    SeedVotes votes = SeedVotes.of(pairs.densePredictions(), pairs.prunedPredictions(), classes);
    return new PieResampling(
        ExchangeFloor.ofPies(votes, TieRule.SMALLEST_LABEL),
        ExchangeFloor.ofPies(votes, TieRule.LARGEST_LABEL),
        ExchangeFloor.ofMeanTaxicab(votes),
        DisjointHalves.of(votes, TieRule.SMALLEST_LABEL),
        PieBootstrap.of(votes, TieRule.SMALLEST_LABEL));
  }
}

package org.prunescope.metrics.algorithm.population;

import java.util.Optional;
import org.prunescope.contract.random.RandomStream;
import org.prunescope.metrics.algorithm.TieRule;

/**
 * How much the PIE count depends on the seeds that happened to be run: 1,000 resamples of n seeds
 * with replacement, the same for both populations, percentile interval (Efron 1979).
 *
 * <p>Biased upward: a resample holds some networks twice and others not at all, about 63 % of the
 * seeds, so its modal labels are less settled and differ more often than those of n networks. The
 * interval may lie wholly above the count.
 *
 * @param pies of the resamples
 */
public record PieBootstrap(int resamples, Distribution pies) {
  /** Empty for one seed, of which every resample is the same. */
  static Optional<PieBootstrap> of(SeedVotes votes, TieRule ties) {
    if (votes.seeds() < 2) {
      return Optional.empty();
    }
    long[] nobody = new long[votes.words()];
    int[] counts = new int[Draw.DRAWS];
    for (int resample = 0; resample < counts.length; resample++) {
      long[][] digits = weightDigits(votes, Draw.BOOTSTRAP.stream(resample));
      int[] dense = new int[votes.entries()];
      int[] pruned = new int[votes.entries()];
      for (int digit = 0; digit < digits.length; digit++) {
        add(votes.votes(digits[digit], nobody), digit, dense);
        add(votes.votes(nobody, digits[digit]), digit, pruned);
      }
      counts[resample] = votes.pies(dense, pruned, ties);
    }
    return Optional.of(new PieBootstrap(counts.length, Distribution.of(counts)));
  }

  /** Adds votes that count 2^digit times each. */
  private static void add(int[] votes, int digit, int[] sums) {
    for (int entry = 0; entry < sums.length; entry++) {
      sums[entry] += votes[entry] << digit;
    }
  }

  /** How often each seed is drawn, by binary digit: the seeds whose number has digit 0, 1 ... */
  private static long[][] weightDigits(SeedVotes votes, RandomStream random) {
    int[] weights = new int[votes.seeds()];
    int most = 0;
    for (int i = 0; i < weights.length; i++) {
      most = Math.max(most, ++weights[random.nextInt(weights.length)]);
    }
    long[][] digits = new long[Integer.SIZE - Integer.numberOfLeadingZeros(most)][votes.words()];
    for (int seed = 0; seed < weights.length; seed++) {
      for (int digit = 0; digit < digits.length; digit++) {
        digits[digit][seed / Long.SIZE] |= ((weights[seed] >>> digit) & 1L) << seed;
      }
    }
    return digits;
  }
}

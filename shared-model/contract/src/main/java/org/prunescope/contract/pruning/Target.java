package org.prunescope.contract.pruning;

import java.util.ArrayList;
import java.util.List;

/**
 * How far one event prunes.
 *
 * @param sparsity share of zeros after it, 0 to 1
 * @param shareOfRemaining share of the still unpruned weights that it removes, 0 to 1
 */
public record Target(double sparsity, double shareOfRemaining) {
  /** The first and only target of its scope. */
  public static Target only(double sparsity) {
    return new Target(sparsity, sparsity);
  }

  /**
   * The targets of a sequence of sparsities in one scope: g_k = 1 - (1 - s_k) / prod_{j&lt;k} (1 -
   * g_j), from the sparsities only.
   *
   * @param sparsities rising, each below 1
   */
  public static List<Target> sequence(List<Double> sparsities) {
    List<Target> targets = new ArrayList<>();
    double remaining = 1;
    for (double sparsity : sparsities) {
      // Neighbouring sparsities can be equal up to rounding; a share is never negative.
      double share = Math.max(0, 1 - (1 - sparsity) / remaining);
      remaining *= 1 - share;
      targets.add(new Target(sparsity, share));
    }
    return List.copyOf(targets);
  }
}

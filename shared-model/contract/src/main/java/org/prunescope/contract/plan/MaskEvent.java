package org.prunescope.contract.plan;

import java.util.Objects;
import org.prunescope.contract.experiment.Rounding;
import org.prunescope.contract.experiment.Scope;
import org.prunescope.contract.position.Position;

/**
 * One mask of a variant: from which weights, and how many zeros it leaves.
 *
 * @param at the pruned position that applying it leads to
 * @param sparsity target share of zeros in the scope after this event, 0 to 1
 * @param shareOfRemaining target share of the still unpruned weights that this event removes, 0 to
 *     1; from targets only: g_k = 1 - (1 - s_k) / prod_{j<k} (1 - g_j)
 * @param includeBias whether linear biases are ranked and counted with the weights
 */
public record MaskEvent(
    Position at,
    Scope scope,
    Rounding rounding,
    boolean includeBias,
    double sparsity,
    double shareOfRemaining) {
  public MaskEvent {
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(scope, "scope");
    Objects.requireNonNull(rounding, "rounding");
  }
}

package org.prunescope.contract.plan;

import java.util.Objects;
import org.prunescope.contract.criterion.Criterion;
import org.prunescope.contract.experiment.Rounding;
import org.prunescope.contract.experiment.Scope;
import org.prunescope.contract.position.Position;

/**
 * One mask of a variant: from which weights, and how many zeros it leaves.
 *
 * @param at the pruned position that applying it leads to
 * @param part which tensors are ranked
 * @param sparsity target share of zeros in the scope after this event, 0 to 1
 * @param shareOfRemaining target share of the still unpruned weights that this event removes, 0 to
 *     1; from targets only: g_k = 1 - (1 - s_k) / prod_{j<k} (1 - g_j)
 * @param includeBias whether linear biases are ranked and counted with the weights
 */
public record MaskEvent(
    Position at,
    Part part,
    Scope scope,
    Criterion criterion,
    Rounding rounding,
    boolean includeBias,
    double sparsity,
    double shareOfRemaining) {
  public MaskEvent {
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(part, "part");
    Objects.requireNonNull(scope, "scope");
    Objects.requireNonNull(criterion, "criterion");
    Objects.requireNonNull(rounding, "rounding");
  }
}

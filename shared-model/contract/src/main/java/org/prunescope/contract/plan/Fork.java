package org.prunescope.contract.plan;

import java.util.Objects;
import org.prunescope.contract.experiment.VariantId;
import org.prunescope.contract.position.Position;

/**
 * Where a branch leaves its trunk: the run of the same seed of another variant.
 *
 * @param trunk whose checkpoint the branch begins with
 * @param at a trained position of the trunk
 */
public record Fork(VariantId trunk, Position at) {
  public Fork {
    Objects.requireNonNull(trunk, "trunk");
    Objects.requireNonNull(at, "at");
  }
}

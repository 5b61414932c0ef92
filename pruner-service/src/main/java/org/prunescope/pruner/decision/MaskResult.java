package org.prunescope.pruner.decision;

import java.util.Objects;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.Failure;

/** What came of a mask that was due. */
public sealed interface MaskResult {
  /**
   * The pruned checkpoint is stored.
   *
   * @param sparsity share of the prunable weights that are zero, 0 to 1
   */
  record Applied(CheckpointRef pruned, double sparsity) implements MaskResult {
    public Applied {
      Objects.requireNonNull(pruned, "pruned");
    }
  }

  /** It cannot be applied, however often it is tried. */
  record NotApplied(Failure failure) implements MaskResult {
    public NotApplied {
      Objects.requireNonNull(failure, "failure");
    }
  }
}

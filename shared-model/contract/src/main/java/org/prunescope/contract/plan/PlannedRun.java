package org.prunescope.contract.plan;

import java.util.Objects;
import org.prunescope.contract.experiment.VariantId;

/**
 * One run of the plan.
 *
 * @param partition of all its events, on every topic, from 0
 */
public record PlannedRun(VariantId variant, long seed, int partition) {
  public PlannedRun {
    Objects.requireNonNull(variant, "variant");
  }
}

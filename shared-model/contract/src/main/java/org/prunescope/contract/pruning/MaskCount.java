package org.prunescope.contract.pruning;

import org.prunescope.contract.field.InvalidFieldException;

/** How many masks the plans of one experiment make in all. */
public final class MaskCount {
  private static final long MOST = 100_000;

  private final int sparsities;
  private long masks;

  /**
   * @param sparsities of the experiment: each makes a plan's masks once
   */
  public MaskCount(int sparsities) {
    this.sparsities = sparsities;
  }

  /**
   * Counts masks of one plan.
   *
   * @param field of the plan that makes them so many; empty where it is the plan itself
   * @param ofEachSparsity at most as many
   * @throws InvalidFieldException where they are too many
   */
  public void add(String field, long ofEachSparsity) {
    masks += ofEachSparsity * sparsities;
    if (masks > MOST) {
      throw new InvalidFieldException(
          field, "makes %d masks in all; at most %d are allowed".formatted(masks, MOST));
    }
  }
}

package org.prunescope.contract.pruning;

/** Never pruned: the baseline. */
public record Dense(String name) implements PruningPlan {
  public Dense {
    PruningPlan.checkName(name);
  }
}

package org.prunescope.pruner.storage;

import java.io.IOException;
import java.util.Optional;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.artifact.ArtifactStore;
import org.prunescope.contract.artifact.ArtifactUnreadableException;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.json.UnreadableDocumentException;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.plan.Plans;
import org.prunescope.pruner.decision.RunPlan;

/** What plans say about single runs, and whole plans. Safe for many threads. */
public final class PlanCache {
  private final Plans plans;

  public PlanCache(ArtifactStore store) {
    this.plans = new Plans(store);
  }

  /**
   * What the plan says about the run; empty where it has no such run. A plan that is missing,
   * damaged or of another format is {@link RunPlan.Unreadable}.
   *
   * @throws IOException where the store could not be read: trying again may help
   */
  public Optional<RunPlan> plan(ArtifactRef ref, RunId run) throws IOException {
    try {
      return RunPlan.of(plan(ref), ref, run);
    } catch (ArtifactUnreadableException | UnreadableDocumentException e) {
      return Optional.of(RunPlan.unreadable(ref, run, e.getMessage()));
    }
  }

  /** The whole plan. */
  public Plan plan(ArtifactRef ref) throws IOException, ArtifactUnreadableException {
    return plans.get(ref);
  }
}

package org.prunescope.pruner.storage;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.artifact.ArtifactStore;
import org.prunescope.contract.artifact.ArtifactUnreadableException;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.json.UnreadableDocumentException;
import org.prunescope.contract.plan.Plan;
import org.prunescope.pruner.decision.RunPlan;

/** Plans by their digest; the few that were used last stay in memory. Safe for many threads. */
public final class PlanCache {
  private static final int PLANS = 32;

  private final ArtifactStore store;

  private final Map<String, Plan> plans =
      new LinkedHashMap<>(PLANS, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Plan> eldest) {
          return size() > PLANS;
        }
      };

  public PlanCache(ArtifactStore store) {
    this.store = store;
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
    synchronized (plans) {
      Plan known = plans.get(ref.sha256());
      if (known != null) {
        return known;
      }
    }
    Plan plan = Plan.read(store.get(ref));
    synchronized (plans) {
      plans.put(ref.sha256(), plan);
    }
    return plan;
  }
}

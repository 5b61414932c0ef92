package org.prunescope.gateway;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Optional;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.artifact.ArtifactUnreadableException;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.plan.Plans;
import org.prunescope.gateway.persistence.Experiments;

/** The plan of an experiment that was submitted. */
@ApplicationScoped
public class FindPlan {
  private final Experiments experiments;
  private final Plans plans;

  FindPlan(Experiments experiments, Plans plans) {
    this.experiments = experiments;
    this.plans = plans;
  }

  /**
   * Its plan; empty where there is no such experiment.
   *
   * @throws ArtifactUnreadableException where the plan is missing or damaged
   */
  public Optional<Plan> of(ExperimentId id) throws IOException, ArtifactUnreadableException {
    Optional<ArtifactRef> ref = experiments.plan(id);
    return ref.isEmpty() ? Optional.empty() : Optional.of(plans.get(ref.get()));
  }
}

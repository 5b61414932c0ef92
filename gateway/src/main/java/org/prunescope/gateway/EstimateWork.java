package org.prunescope.gateway;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Optional;
import org.prunescope.contract.artifact.ArtifactUnreadableException;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.plan.Plan;
import org.prunescope.gateway.algorithm.estimate.DeviceTime;
import org.prunescope.gateway.algorithm.estimate.PlanWork;
import org.prunescope.gateway.persistence.TrainingSpeeds;

/** How much work an experiment is, and how long it may take here. */
@ApplicationScoped
public class EstimateWork {
  private final SubmitExperiment submit;
  private final FindPlan plans;
  private final TrainingSpeeds speeds;

  EstimateWork(SubmitExperiment submit, FindPlan plans, TrainingSpeeds speeds) {
    this.submit = submit;
    this.plans = plans;
    this.speeds = speeds;
  }

  /**
   * What a plan comes to.
   *
   * @param request with every default filled in, and its preset where it named one
   * @param time by what was measured until now
   */
  public record Estimate(Experiment request, PlanWork work, DeviceTime time) {}

  /** Of an experiment as if it were submitted; nothing is stored. */
  public Estimate of(Experiment request) {
    return estimate(submit.plan(request));
  }

  /**
   * Of an experiment that was submitted; empty where there is none.
   *
   * @throws ArtifactUnreadableException where its plan is missing or damaged
   */
  public Optional<Estimate> of(ExperimentId id) throws IOException, ArtifactUnreadableException {
    return plans.of(id).map(this::estimate);
  }

  private Estimate estimate(Plan plan) {
    PlanWork work = PlanWork.of(plan);
    return new Estimate(plan.request(), work, DeviceTime.of(plan, work, speeds.medians()));
  }
}

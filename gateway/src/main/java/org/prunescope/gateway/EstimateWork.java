package org.prunescope.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
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

/**
 * How much work an experiment is, and how long it may take here. The work of those that are asked
 * for is remembered, since a plan never changes; the time is by the speeds of the moment.
 */
@ApplicationScoped
public class EstimateWork {
  private static final int REMEMBERED = 256;

  private final SubmitExperiment submit;
  private final FindPlan plans;
  private final TrainingSpeeds speeds;
  private final Cache<ExperimentId, Planned> planned =
      Caffeine.newBuilder().maximumSize(REMEMBERED).build();

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

  /** All that the plan itself says; it holds no runs, and so takes little. */
  private record Planned(Experiment request, PlanWork work) {
    static Planned of(Plan plan) {
      return new Planned(plan.request(), PlanWork.of(plan));
    }
  }

  /** Of an experiment as if it were submitted; nothing is stored. */
  public Estimate of(Experiment request) {
    return estimate(Planned.of(submit.plan(request)));
  }

  /**
   * Of an experiment that was submitted; empty where there is none.
   *
   * @throws ArtifactUnreadableException where its plan is missing or damaged
   */
  public Optional<Estimate> of(ExperimentId id) throws IOException, ArtifactUnreadableException {
    Planned known = planned.getIfPresent(id);
    if (known == null) {
      Optional<Plan> plan = plans.of(id);
      if (plan.isEmpty()) {
        return Optional.empty();
      }
      known = Planned.of(plan.get());
      planned.put(id, known);
    }
    return Optional.of(estimate(known));
  }

  private Estimate estimate(Planned planned) {
    return new Estimate(
        planned.request,
        planned.work,
        DeviceTime.of(planned.request, planned.work, speeds.medians()));
  }
}

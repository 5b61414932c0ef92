package org.prunescope.gateway;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.artifact.ArtifactUnreadableException;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.gateway.algorithm.estimate.DeviceTime;
import org.prunescope.gateway.algorithm.estimate.TimeLeft;
import org.prunescope.gateway.persistence.OutstandingWork;
import org.prunescope.gateway.persistence.OutstandingWork.Costs;

/** How long an experiment may still take. */
@ApplicationScoped
public class EstimateTimeLeft {
  private static final Logger LOG = Logger.getLogger(EstimateTimeLeft.class);
  private static final double MILLIS_PER_HOUR = Duration.ofHours(1).toMillis();

  private final Clock clock;
  private final EstimateWork work;
  private final OutstandingWork outstanding;

  EstimateTimeLeft(Clock clock, EstimateWork work, OutstandingWork outstanding) {
    this.clock = clock;
    this.work = work;
    this.outstanding = outstanding;
  }

  /** Of an experiment that was submitted. */
  public TimeLeft of(ExperimentId id) {
    Costs costs = outstanding.of(id);
    Double soFar =
        costs.since() == null
            ? null
            : Duration.between(costs.since(), clock.instant()).toMillis() / MILLIS_PER_HOUR;
    return TimeLeft.of(
        costs.all(), costs.left(), soFar, costs.left() == 0 ? null : deviceHours(id));
  }

  /** An experiment whose plan cannot be read now has a state nevertheless. */
  private @Nullable Double deviceHours(ExperimentId id) {
    try {
      return work.of(id)
          .map(
              estimate -> {
                DeviceTime.Hours hours = estimate.time().hours();
                return hours == null ? null : hours.of(estimate.request());
              })
          .orElse(null);
    } catch (IOException | ArtifactUnreadableException e) {
      LOG.warnf("no device time: the plan of experiment=%s cannot be read: %s", id, e.getMessage());
      return null;
    }
  }
}

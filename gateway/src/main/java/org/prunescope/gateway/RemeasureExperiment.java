package org.prunescope.gateway;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.gateway.persistence.Experiments;
import org.prunescope.gateway.persistence.Remeasurements;
import org.prunescope.gateway.persistence.Remeasurements.Remeasurement;

/**
 * Asks metrics to measure an experiment's checkpoints again, as far as they are there. Metrics
 * measures what is missing, has failed or is of an older definition, and answers for all.
 */
@ApplicationScoped
public class RemeasureExperiment {
  private static final Logger LOG = Logger.getLogger(RemeasureExperiment.class);

  private final Experiments experiments;
  private final Remeasurements remeasurements;

  RemeasureExperiment(Experiments experiments, Remeasurements remeasurements) {
    this.experiments = experiments;
    this.remeasurements = remeasurements;
  }

  /**
   * Asks, run by run: where that breaks off, what was asked for stays so, and asking once more is
   * harmless.
   *
   * @return empty where there is no such experiment
   */
  public Optional<Remeasurement> remeasure(ExperimentId id) {
    Optional<ArtifactRef> plan = experiments.plan(id);
    if (plan.isEmpty()) {
      return Optional.empty();
    }
    Remeasurement all = new Remeasurement(0, 0);
    for (RunId run : remeasurements.runs(id)) {
      all = all.plus(remeasurements.askAgain(run, plan.get()));
    }
    LOG.infof("remeasuring experiment=%s requested=%d gone=%d", id, all.requested(), all.gone());
    return Optional.of(all);
  }
}

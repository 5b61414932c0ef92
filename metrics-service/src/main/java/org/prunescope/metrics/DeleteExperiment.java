package org.prunescope.metrics;

import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.metrics.persistence.Deletions;
import org.prunescope.service.StoppedException;

/**
 * Removes what was measured of a deleted experiment, some rows at a time. What breaks off goes on
 * where it was, when it is done again.
 */
@ApplicationScoped
public class DeleteExperiment {
  private static final Logger LOG = Logger.getLogger(DeleteExperiment.class);

  /** Of measurements some 60 MB: a second or so, of the minute that a transaction may take. */
  private static final int ROWS_AT_A_TIME = 200;

  private final Deletions deletions;
  private final Stopping stopping;

  DeleteExperiment(Deletions deletions, Stopping stopping) {
    this.deletions = deletions;
    this.stopping = stopping;
  }

  /**
   * Returns when nothing is left.
   *
   * @throws StoppedException where the service stops before
   */
  public void delete(ExperimentId experiment) throws StoppedException {
    deletions.mark(experiment);
    while (!deletions.removeSome(experiment, ROWS_AT_A_TIME)) {
      stopping.check();
    }
    LOG.infof("deleted experiment=%s", experiment);
  }
}

package org.prunescope.gateway;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.gateway.persistence.Deletions;
import org.prunescope.gateway.persistence.ExperimentStatus;

/**
 * Deletes an experiment of which nothing is under way. It is gone for everybody at once; its
 * checkpoints, rows and results go in the background, in every service that keeps some.
 */
@ApplicationScoped
public class DeleteExperiment {
  private static final Logger LOG = Logger.getLogger(DeleteExperiment.class);

  private final ShowExperiments show;
  private final Deletions deletions;

  DeleteExperiment(ShowExperiments show, Deletions deletions) {
    this.show = show;
    this.deletions = deletions;
  }

  /** Something of the experiment is still under way; the message is for people. */
  public static final class UnderWayException extends Exception {
    private static final long serialVersionUID = 1L;

    UnderWayException(String message) {
      super(message);
    }
  }

  /**
   * Deletes it.
   *
   * @return whether there was such an experiment
   * @throws UnderWayException where a run has not ended, or something is still to be measured or
   *     compared; then nothing has changed
   */
  public boolean delete(ExperimentId id) throws UnderWayException {
    Optional<ExperimentStatus> status = show.status(id);
    if (status.isEmpty()) {
      return false;
    }
    if (!status.get().complete() || !deletions.mark(id)) {
      throw new UnderWayException(
          "Experiment %s is not complete: cancel it, and delete it when its runs have ended."
              .formatted(id));
    }
    LOG.infof("deleted experiment=%s", id);
    return true;
  }
}

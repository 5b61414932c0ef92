package org.prunescope.gateway;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ApplicationNotRunning;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.artifact.ArtifactStore;
import org.prunescope.gateway.persistence.Checkpoints;

/**
 * Deletes the checkpoints that nothing needs any more, run by run; any number of gateways may do so
 * at once. No other service deletes anything.
 */
@ApplicationScoped
public class SweepCheckpoints {
  private static final Logger LOG = Logger.getLogger(SweepCheckpoints.class);

  /** Runs in one look: what is left is for the next. */
  private static final int MOST = 1000;

  private final ArtifactStore artifacts;
  private final Checkpoints checkpoints;

  SweepCheckpoints(ArtifactStore artifacts, Checkpoints checkpoints) {
    this.artifacts = artifacts;
    this.checkpoints = checkpoints;
  }

  /** Looks through all runs of which something new is known. */
  @Scheduled(
      every = "${prunescope.sweep.every}",
      concurrentExecution = ConcurrentExecution.SKIP,
      skipExecutionIf = ApplicationNotRunning.class)
  public void sweep() {
    long runs = 0;
    long deleted = 0;
    long bytes = 0;
    Optional<Checkpoints.Swept> swept = checkpoints.sweepOne(this::delete);
    while (swept.isPresent()) {
      deleted += swept.get().deleted();
      bytes += swept.get().bytes();
      if (++runs == MOST) {
        break;
      }
      swept = checkpoints.sweepOne(this::delete);
    }
    if (deleted > 0) {
      LOG.infof("swept runs=%d deleted=%d bytes=%d", runs, deleted, bytes);
    }
  }

  private boolean delete(ArtifactRef checkpoint) {
    try {
      artifacts.delete(checkpoint);
      return true;
    } catch (IOException e) {
      LOG.warnf("will be tried again: checkpoint=%s cannot be deleted: %s", checkpoint.key(), e);
      return false;
    }
  }
}

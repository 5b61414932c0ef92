package org.prunescope.gateway;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.artifact.ArtifactStore;
import org.prunescope.gateway.persistence.Checkpoints;
import org.prunescope.service.Repeating;

/**
 * Deletes the checkpoints that nothing needs any more, run by run; any number of gateways may do so
 * at once. No other service deletes anything.
 */
@ApplicationScoped
public class SweepCheckpoints {
  private static final Logger LOG = Logger.getLogger(SweepCheckpoints.class);

  /** Runs in one look: what is left is for the next. */
  private static final int MOST = 1000;

  private final GatewayConfig config;
  private final ArtifactStore artifacts;
  private final Checkpoints checkpoints;
  private @Nullable Repeating looking;

  SweepCheckpoints(GatewayConfig config, ArtifactStore artifacts, Checkpoints checkpoints) {
    this.config = config;
    this.artifacts = artifacts;
    this.checkpoints = checkpoints;
  }

  void start(@Observes StartupEvent event) {
    looking = Repeating.start("sweep", config.sweep().every(), this::sweep);
  }

  void stop(@Observes ShutdownEvent event) {
    if (looking != null) {
      looking.close();
    }
  }

  /** Looks through all runs of which something new is known. */
  private void sweep() {
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

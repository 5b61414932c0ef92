package org.prunescope.gateway;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.artifact.ArtifactStore;
import org.prunescope.gateway.persistence.Deletions;
import org.prunescope.gateway.persistence.Deletions.Deleted;
import org.prunescope.service.Repeating;

/**
 * Removes what is left of deleted experiments: first their artifacts, then their rows. What breaks
 * off goes on at the next turn; any number of gateways may do so at once.
 */
@ApplicationScoped
public class PurgeExperiments {
  private static final Logger LOG = Logger.getLogger(PurgeExperiments.class);
  private static final int PAGE = 1000;

  private final GatewayConfig config;
  private final ArtifactStore artifacts;
  private final Deletions deletions;
  private @Nullable Repeating looking;

  PurgeExperiments(GatewayConfig config, ArtifactStore artifacts, Deletions deletions) {
    this.config = config;
    this.artifacts = artifacts;
    this.deletions = deletions;
  }

  void start(@Observes StartupEvent event) {
    looking = Repeating.start("purge", config.sweep().every(), this::purge);
  }

  void stop(@Observes ShutdownEvent event) {
    if (looking != null) {
      looking.close();
    }
  }

  private void purge() {
    for (Deleted deleted : deletions.marked()) {
      try {
        purge(deleted);
      } catch (IOException e) {
        LOG.warnf("will go on: experiment=%s cannot be removed: %s", deleted.experiment(), e);
      }
    }
  }

  private void purge(Deleted deleted) throws IOException {
    int checkpoints = 0;
    List<ArtifactRef> page = deletions.checkpoints(deleted.experiment(), PAGE);
    while (!page.isEmpty()) {
      for (ArtifactRef checkpoint : page) {
        artifacts.delete(checkpoint);
      }
      deletions.forget(page);
      checkpoints += page.size();
      page = deletions.checkpoints(deleted.experiment(), PAGE);
    }
    artifacts.delete(deleted.plan());
    deletions.forget(deleted.experiment());
    LOG.infof("purged experiment=%s checkpoints=%d", deleted.experiment(), checkpoints);
  }
}

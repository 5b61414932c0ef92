package org.prunescope.pruner;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.prunescope.contract.artifact.ArtifactStore;
import org.prunescope.pruner.storage.PlanCache;
import org.prunescope.pruner.storage.StoredCheckpoints;
import org.prunescope.service.Patience;

/** Checks the configuration and puts the parts together. */
@ApplicationScoped
public class PrunerBeans {
  private static final int MAX_THREADS = 64;

  /** 0.1 + 0.2 + ... + 1.6 seconds: less than a transaction may take. */
  private static final Patience PATIENCE =
      new Patience(Duration.ofMillis(100), Duration.ofMillis(1600), 6);

  void check(@Observes StartupEvent event, PrunerConfig config) {
    int threads = config.pruner().threads();
    if (threads < 1 || threads > MAX_THREADS) {
      throw new IllegalArgumentException(
          "prunescope.pruner.threads must be from 1 to %d, not %d".formatted(MAX_THREADS, threads));
    }
  }

  @Produces
  @Singleton
  AdvanceRun advanceRun(ArtifactStore store) {
    PlanCache plans = new PlanCache(store);
    return new AdvanceRun(
        plans, new PruneCheckpoint(store, plans), new StoredCheckpoints(store), PATIENCE);
  }
}

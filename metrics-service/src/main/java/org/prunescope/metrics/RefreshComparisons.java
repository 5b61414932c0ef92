package org.prunescope.metrics;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.prunescope.metrics.persistence.ComparisonStore;

/** Computes every comparison that is due; any number of services may do so at once. */
@ApplicationScoped
public class RefreshComparisons {
  private static final Logger LOG = Logger.getLogger(RefreshComparisons.class);

  private final ComparisonStore store;
  private final Stopping stopping;

  RefreshComparisons(ComparisonStore store, Stopping stopping) {
    this.store = store;
    this.stopping = stopping;
  }

  /** What an older service computed is computed again, where the definition has changed since. */
  void start(@Observes StartupEvent event) {
    int outdated = store.makeOutdatedDue();
    if (outdated > 0) {
      LOG.infof("comparisons=outdated due=%d", outdated);
    }
  }

  /** Goes on until none is due. What fails is tried again at the next look. */
  @Scheduled(every = "${prunescope.metrics.poll}", concurrentExecution = ConcurrentExecution.SKIP)
  public void refreshDue() {
    while (!stopping.hasBegun()) {
      Optional<ComparisonStore.Refreshed> refreshed = store.refreshOne();
      if (refreshed.isEmpty()) {
        return;
      }
      LOG.infof(
          "compared variant=%s position=%s", refreshed.get().variant(), refreshed.get().position());
    }
  }
}

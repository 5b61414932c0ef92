package org.prunescope.metrics;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
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

  /** Goes on until none is due. What fails is tried again at the next look. */
  @Scheduled(every = "${prunescope.metrics.poll}", concurrentExecution = ConcurrentExecution.SKIP)
  public void refreshDue() {
    while (!stopping.hasBegun()) {
      Optional<String> refreshed = store.refreshOne();
      if (refreshed.isEmpty()) {
        return;
      }
      LOG.infof("compared variant=%s", refreshed.get());
    }
  }
}

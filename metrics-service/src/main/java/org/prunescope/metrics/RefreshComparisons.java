package org.prunescope.metrics;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.prunescope.metrics.persistence.ComparisonStore;
import org.prunescope.service.Repeating;

/** Computes every comparison that is due; any number of services may do so at once. */
@ApplicationScoped
public class RefreshComparisons {
  private static final Logger LOG = Logger.getLogger(RefreshComparisons.class);

  private final MetricsConfiguration configuration;
  private final ComparisonStore store;
  private final Stopping stopping;
  private final MeasurementMeters meters;
  private boolean areOutdatedDue;
  private @Nullable Repeating looking;

  RefreshComparisons(
      MetricsConfiguration configuration,
      ComparisonStore store,
      Stopping stopping,
      MeasurementMeters meters) {
    this.configuration = configuration;
    this.store = store;
    this.stopping = stopping;
    this.meters = meters;
  }

  void start(@Observes StartupEvent event) {
    looking = Repeating.start("comparisons", configuration.metrics().poll(), this::refreshDue);
  }

  void stop(@Observes ShutdownEvent event) {
    if (looking != null) {
      looking.close();
    }
  }

  /** Goes on until none is due. What fails is tried again at the next look. */
  private void refreshDue() {
    if (!areOutdatedDue) {
      makeOutdatedDue();
      areOutdatedDue = true;
    }
    while (!stopping.isRequested()) {
      meters.due(store.countDue());
      long begin = System.nanoTime();
      Optional<ComparisonStore.Refreshed> refreshed = store.refreshOne();
      if (refreshed.isEmpty()) {
        return;
      }
      meters.compared(Duration.ofNanos(System.nanoTime() - begin));
      LOG.infof(
          "compared variant=%s position=%s", refreshed.get().variant(), refreshed.get().position());
    }
  }

  /** What an older service computed is computed again, where the definition has changed since. */
  private void makeOutdatedDue() {
    int outdated = store.makeOutdatedDue();
    if (outdated > 0) {
      LOG.infof("comparisons=outdated due=%d", outdated);
    }
  }
}

package org.prunescope.metrics;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import org.prunescope.contract.artifact.ArtifactStore;
import org.prunescope.contract.artifact.FolderArtifactStore;
import org.prunescope.contract.process.ParentWatch;
import org.prunescope.dataset.Normalisation;
import org.prunescope.metrics.evaluation.CheckpointMeasurement;
import org.prunescope.metrics.evaluation.FrozenNetworks;

/** What the service is made of, and what it does as it starts. */
@ApplicationScoped
class MetricsService {
  void start(@Observes StartupEvent event) {
    ParentWatch.start();
  }

  @Produces
  @Singleton
  ArtifactStore artifacts(MetricsConfiguration configuration) throws IOException {
    return new FolderArtifactStore(configuration.artifacts().folder());
  }

  @Produces
  @Singleton
  CheckpointMeasurement measurement(MetricsConfiguration configuration, FrozenNetworks networks) {
    return new CheckpointMeasurement(
        networks, Normalisation.CORTI_2022, configuration.metrics().batchSize());
  }
}

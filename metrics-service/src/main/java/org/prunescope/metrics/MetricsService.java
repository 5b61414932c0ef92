package org.prunescope.metrics;

import io.opentelemetry.api.OpenTelemetry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import org.prunescope.contract.process.ParentWatch;
import org.prunescope.metrics.algorithm.NeighbourSearch;
import org.prunescope.metrics.evaluation.CheckpointMeasurement;
import org.prunescope.metrics.evaluation.FrozenNetworks;
import org.prunescope.metrics.evaluation.LibtorchNetworks;
import org.prunescope.network.ThisProcess;
import org.prunescope.service.trace.RecordTraces;

/** What the service is made of, and what it does as it starts. */
@ApplicationScoped
class MetricsService {
  /** Refuses settings out of their range: the service does not start with them. */
  void start(@Observes StartupEvent event, MetricsConfiguration configuration) {
    requireRange("batch-size", configuration.metrics().batchSize(), 1, 10_000);
    requireRange("threads", configuration.metrics().threads(), 1, 64);
    if (configuration.metrics().poll().compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException(
          "prunescope.metrics.poll must be at least 1 second, not "
              + configuration.metrics().poll());
    }
    requireRange("neighbour-memory", configuration.metrics().neighbourMemory(), 1, 65_536);
    ThisProcess.computeOn(configuration.metrics().device(), "prunescope.metrics.device");
    ParentWatch.start();
  }

  @Produces
  @Singleton
  RecordTraces traces(OpenTelemetry telemetry) {
    return new RecordTraces(telemetry);
  }

  @Produces
  @ApplicationScoped
  Clock clock() {
    return Clock.systemUTC();
  }

  @Produces
  @Singleton
  FrozenNetworks networks(MetricsConfiguration configuration) {
    return new LibtorchNetworks(configuration.metrics().threads());
  }

  @Produces
  @Singleton
  CheckpointMeasurement measurement(MetricsConfiguration configuration, FrozenNetworks networks) {
    MetricsConfiguration.Metrics metrics = configuration.metrics();
    NeighbourSearch search =
        new NeighbourSearch(metrics.threads(), (long) metrics.neighbourMemory() << 20);
    return new CheckpointMeasurement(networks, metrics.batchSize(), search);
  }

  private static void requireRange(String key, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "prunescope.metrics.%s must be between %d and %d, not %d"
              .formatted(key, min, max, value));
    }
  }
}

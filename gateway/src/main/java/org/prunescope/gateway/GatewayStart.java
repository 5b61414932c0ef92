package org.prunescope.gateway;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import org.prunescope.contract.artifact.ArtifactStore;
import org.prunescope.contract.artifact.FolderArtifactStore;
import org.prunescope.contract.plan.Plans;
import org.prunescope.contract.process.ParentWatch;

/** What happens once, as the gateway starts. */
@ApplicationScoped
public class GatewayStart {
  private final GatewayConfig config;

  GatewayStart(GatewayConfig config) {
    this.config = config;
  }

  void start(@Observes StartupEvent event) {
    ParentWatch.start();
    int partitions = config.partitions();
    if (partitions < 1 || partitions > GatewayConfig.MAX_PARTITIONS) {
      throw new IllegalStateException(
          "prunescope.partitions must be between 1 and %d, not %d"
              .formatted(GatewayConfig.MAX_PARTITIONS, partitions));
    }
    requireAtLeast(Duration.ofSeconds(1), "prunescope.sweep.every", config.sweep().every());
    requireAtLeast(Duration.ofSeconds(1), "prunescope.watchdog.every", config.watchdog().every());
    requireAtLeast(
        Duration.ofSeconds(1), "prunescope.watchdog.patience", config.watchdog().patience());
    if (config.watchdog().redrives() < 0) {
      throw new IllegalStateException("prunescope.watchdog.redrives must not be negative");
    }
    if (config.sweep().grace().isNegative()) {
      throw new IllegalStateException("prunescope.sweep.grace must not be negative");
    }
  }

  private static void requireAtLeast(Duration least, String key, Duration value) {
    if (value.compareTo(least) < 0) {
      throw new IllegalStateException(
          "%s must be at least %d seconds, not %s".formatted(key, least.toSeconds(), value));
    }
  }

  @Produces
  @ApplicationScoped
  ArtifactStore artifacts() {
    try {
      return new FolderArtifactStore(config.artifacts().folder());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "prunescope.artifacts.folder cannot be used: " + config.artifacts().folder(), e);
    }
  }

  @Produces
  @Singleton
  Plans plans(ArtifactStore artifacts) {
    return new Plans(artifacts);
  }

  @Produces
  @ApplicationScoped
  Clock clock() {
    return Clock.systemUTC();
  }
}

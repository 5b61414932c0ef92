package org.prunescope.gateway;

import io.opentelemetry.api.OpenTelemetry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import org.prunescope.contract.artifact.ArtifactStore;
import org.prunescope.contract.plan.Plans;
import org.prunescope.contract.process.ParentWatch;
import org.prunescope.gateway.access.Door;
import org.prunescope.gateway.algorithm.ExperimentPlanner;
import org.prunescope.service.trace.RecordTraces;

/** What happens once, as the gateway starts. */
@ApplicationScoped
public class GatewayStart {
  private final GatewayConfig config;
  private final Door door;

  GatewayStart(GatewayConfig config, Door door) {
    this.config = config;
    this.door = door;
  }

  void start(@Observes StartupEvent event) {
    ParentWatch.start();
    checkRange("prunescope.partitions", config.partitions(), 1, GatewayConfig.MAX_PARTITIONS);
    requireASecond("prunescope.sweep.every", config.sweep().every());
    requireASecond("prunescope.watchdog.every", config.watchdog().every());
    requireASecond("prunescope.watchdog.patience", config.watchdog().patience());
    if (config.watchdog().redrives() < 0) {
      throw new IllegalStateException("prunescope.watchdog.redrives must not be negative");
    }
    if (config.sweep().grace().isNegative()) {
      throw new IllegalStateException("prunescope.sweep.grace must not be negative");
    }
    checkRange(
        "prunescope.gateway.requests-per-minute",
        config.gateway().requestsPerMinute(),
        0,
        1_000_000);
    checkRange(
        "prunescope.gateway.runs-per-experiment",
        config.gateway().runsPerExperiment(),
        1,
        ExperimentPlanner.MAX_RUNS);
    door.check();
  }

  private static void checkRange(String key, int value, int least, int greatest) {
    if (value < least || value > greatest) {
      throw new IllegalStateException(
          "%s must be between %d and %d, not %d".formatted(key, least, greatest, value));
    }
  }

  private static void requireASecond(String key, Duration value) {
    if (value.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalStateException("%s must be at least 1 second, not %s".formatted(key, value));
    }
  }

  @Produces
  @Singleton
  Plans plans(ArtifactStore artifacts) {
    return new Plans(artifacts);
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
}

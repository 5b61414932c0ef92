package org.prunescope.artifacts;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.artifact.ArtifactStore;

/** Ready while the store can be used. */
@Readiness
@ApplicationScoped
class ArtifactsHealth implements HealthCheck {
  /** A good answer holds for so long: stores charge for being asked. */
  private static final Duration GOOD = Duration.ofSeconds(15);

  private final ArtifactStore store;
  private volatile @Nullable Long goodSince;

  ArtifactsHealth(ArtifactStore store) {
    this.store = store;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response = HealthCheckResponse.named("artifacts");
    try {
      check();
      return response.up().build();
    } catch (IOException e) {
      return response.down().withData("reason", e.getMessage()).build();
    }
  }

  private void check() throws IOException {
    Long since = goodSince;
    if (since == null || System.nanoTime() - since > GOOD.toNanos()) {
      goodSince = null;
      store.check();
      goodSince = System.nanoTime();
    }
  }
}

package org.prunescope.trainer.health;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.prunescope.trainer.Trainer;

/** Alive while the thread that fetches segments is. */
@Liveness
@ApplicationScoped
class Polling implements HealthCheck {
  private final Trainer trainer;

  Polling(Trainer trainer) {
    this.trainer = trainer;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("fetching segments").status(trainer.isAlive()).build();
  }
}

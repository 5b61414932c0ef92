package org.prunescope.trainer.health;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.prunescope.trainer.Trainer;

/** Ready when the broker has taken this trainer into the group. */
@Readiness
@ApplicationScoped
class InGroup implements HealthCheck {
  private final Trainer trainer;

  InGroup(Trainer trainer) {
    this.trainer = trainer;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("member of the group").status(trainer.isReady()).build();
  }
}

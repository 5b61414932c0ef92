package org.prunescope.gateway.health;

import io.smallrye.health.api.HealthGroup;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * At {@code /q/health/group/requests}: whether requests are answered, which takes PostgreSQL alone.
 * While Kafka is away experiments are taken in and wait in the outbox, so whoever sends requests
 * here asks this and not for readiness.
 */
@HealthGroup("requests")
@ApplicationScoped
class TakesRequests implements HealthCheck {
  private static final int SECONDS = 2;

  private final DataSource database;

  TakesRequests(DataSource database) {
    this.database = database;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("takes requests").status(isThere()).build();
  }

  private boolean isThere() {
    try (Connection connection = database.getConnection()) {
      return connection.isValid(SECONDS);
    } catch (SQLException e) {
      return false;
    }
  }
}

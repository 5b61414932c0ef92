package org.prunescope.metrics.health;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;
import org.prunescope.service.LostMembership;
import org.prunescope.service.Repeating;

/** Ends the service where Kafka has lost its consumers for good, so that it is started again. */
@ApplicationScoped
class Membership {
  private final InGroup inGroup;
  private final String bootstrapServers;
  private @Nullable Repeating looking;

  Membership(
      @Readiness InGroup inGroup,
      @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers) {
    this.inGroup = inGroup;
    this.bootstrapServers = bootstrapServers;
  }

  void start(@Observes StartupEvent event) {
    looking = LostMembership.watch(bootstrapServers, inGroup::isHeard, () -> Quarkus.asyncExit(1));
  }

  void stop(@Observes ShutdownEvent event) {
    if (looking != null) {
      looking.close();
    }
  }
}

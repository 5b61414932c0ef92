package org.prunescope.metrics.health;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.prunescope.service.LostMembership;
import org.prunescope.service.Repeating;

/** Ends the service where Kafka has lost its consumers for good, so that it is started again. */
@ApplicationScoped
class Membership {
  private static final Logger LOG = Logger.getLogger(Membership.class);

  private final LostMembership membership;
  private @Nullable Repeating looking;

  Membership(
      @Readiness InGroup inGroup,
      @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers) {
    this.membership = LostMembership.of(bootstrapServers, inGroup::isHeard);
  }

  void start(@Observes StartupEvent event) {
    looking = Repeating.start("membership", LostMembership.PAUSE, this::look);
  }

  void stop(@Observes ShutdownEvent event) {
    if (looking != null) {
      looking.close();
    }
  }

  private void look() {
    if (membership.isCertain()) {
      LOG.error("Kafka answers and hears of no consumer of this process: it ends");
      Quarkus.asyncExit(1);
    }
  }
}

package org.prunescope.gateway.health;

import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.prunescope.service.Heartbeats;

/** Ready while Kafka hears of every consumer. */
@Readiness
@ApplicationScoped
class InGroup implements HealthCheck {
  private final KafkaClientService clients;

  InGroup(KafkaClientService clients) {
    this.clients = clients;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response = HealthCheckResponse.named("member of the group").up();
    unheard().forEach(channel -> response.withData(channel, "not heard of").down());
    return response.build();
  }

  /** Whether Kafka hears of every consumer. */
  boolean isHeard() {
    return unheard().isEmpty();
  }

  private List<String> unheard() {
    return clients.getConsumerChannels().stream()
        .filter(
            channel ->
                clients.getConsumers(channel).stream()
                    .anyMatch(consumer -> !Heartbeats.areRecent(consumer.unwrap().metrics())))
        .toList();
  }
}

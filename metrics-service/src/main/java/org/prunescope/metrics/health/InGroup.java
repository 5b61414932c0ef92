package org.prunescope.metrics.health;

import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import jakarta.enterprise.context.ApplicationScoped;
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
    for (String channel : clients.getConsumerChannels()) {
      for (KafkaConsumer<?, ?> consumer : clients.getConsumers(channel)) {
        if (!Heartbeats.areRecent(consumer.unwrap().metrics())) {
          response.withData(channel, "not heard of").down();
        }
      }
    }
    return response.build();
  }
}

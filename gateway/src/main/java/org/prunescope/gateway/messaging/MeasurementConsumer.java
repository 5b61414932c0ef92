package org.prunescope.gateway.messaging;

import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.prunescope.contract.event.MeasurementEvent;
import org.prunescope.contract.json.Json;
import org.prunescope.contract.json.UnreadableDocumentException;
import org.prunescope.contract.topic.Topics;
import org.prunescope.gateway.persistence.Runs;

/** What metrics measured, into the gateway's tables. */
@ApplicationScoped
public class MeasurementConsumer {
  private final Runs runs;

  MeasurementConsumer(Runs runs) {
    this.runs = runs;
  }

  /** Unreadable records go to the dead letters; all other trouble is PostgreSQL's, and passes. */
  @Incoming(Topics.MEASUREMENTS)
  @Blocking
  @Retry(
      maxRetries = -1,
      maxDuration = 0,
      delay = 1000,
      abortOn = UnreadableDocumentException.class)
  public void consume(ConsumerRecord<String, byte[]> record) {
    MeasurementEvent event = Json.read(record.value(), MeasurementEvent.class);
    Attempt.to(record, () -> runs.measured(event));
  }
}

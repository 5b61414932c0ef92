package org.prunescope.gateway.messaging;

import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.json.Json;
import org.prunescope.contract.json.UnreadableDocumentException;
import org.prunescope.contract.topic.Topics;
import org.prunescope.gateway.persistence.Runs;

/** What the pruner decides, into the gateway's tables. */
@ApplicationScoped
public class RunProgressConsumer {
  private final Runs runs;

  RunProgressConsumer(Runs runs) {
    this.runs = runs;
  }

  /** Unreadable records go to the dead letters; all other trouble is PostgreSQL's, and passes. */
  @Incoming(Topics.RUN_PROGRESS)
  @Blocking
  @Retry(
      maxRetries = -1,
      maxDuration = 0,
      delay = 1000,
      abortOn = UnreadableDocumentException.class)
  public void consume(ConsumerRecord<String, byte[]> record) {
    if (record.value() == null) {
      return; // The compacted topic's way to say that a run is gone: nobody reads that here.
    }
    RunProgress progress = Json.read(record.value(), RunProgress.class);
    Attempt.to(record, () -> runs.progressed(progress, record.offset()));
  }
}

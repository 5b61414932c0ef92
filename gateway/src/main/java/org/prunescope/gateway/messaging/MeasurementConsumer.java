package org.prunescope.gateway.messaging;

import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.prunescope.contract.event.MeasurementEvent;
import org.prunescope.contract.topic.Topics;
import org.prunescope.gateway.persistence.Runs;
import org.prunescope.service.trace.Subject;

/** What metrics measured, into the gateway's tables. */
@ApplicationScoped
public class MeasurementConsumer {
  private final Inbox inbox;
  private final Runs runs;

  MeasurementConsumer(Inbox inbox, Runs runs) {
    this.inbox = inbox;
    this.runs = runs;
  }

  @Incoming(Topics.MEASUREMENTS)
  @Blocking
  public CompletionStage<Void> consume(Message<byte[]> message) {
    return inbox.take(
        message,
        MeasurementEvent.class,
        event -> Subject.of(event.run(), event.position()),
        (event, record) -> runs.measured(event));
  }
}

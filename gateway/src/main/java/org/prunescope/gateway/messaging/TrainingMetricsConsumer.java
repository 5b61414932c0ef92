package org.prunescope.gateway.messaging;

import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.prunescope.contract.event.TrainingMetrics;
import org.prunescope.contract.topic.Topics;
import org.prunescope.gateway.LearnSpeed;

/** How fast trainers train, into the gateway's tables. */
@ApplicationScoped
public class TrainingMetricsConsumer {
  private final Inbox inbox;
  private final LearnSpeed learnSpeed;

  TrainingMetricsConsumer(Inbox inbox, LearnSpeed learnSpeed) {
    this.inbox = inbox;
    this.learnSpeed = learnSpeed;
  }

  @Incoming(Topics.TRAINING_METRICS)
  @Blocking
  public CompletionStage<Void> consume(Message<byte[]> message) {
    return inbox.take(message, TrainingMetrics.class, (event, record) -> learnSpeed.from(event));
  }
}

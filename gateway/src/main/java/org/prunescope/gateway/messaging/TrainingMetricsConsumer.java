package org.prunescope.gateway.messaging;

import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.prunescope.contract.event.TrainingMetrics;
import org.prunescope.contract.topic.Topics;
import org.prunescope.gateway.LearnSpeed;
import org.prunescope.gateway.persistence.TrainingCurves;
import org.prunescope.service.trace.Subject;

/** How runs train and how fast, into the gateway's tables. */
@ApplicationScoped
public class TrainingMetricsConsumer {
  private final Inbox inbox;
  private final TrainingCurves curves;
  private final LearnSpeed learnSpeed;

  TrainingMetricsConsumer(Inbox inbox, TrainingCurves curves, LearnSpeed learnSpeed) {
    this.inbox = inbox;
    this.curves = curves;
    this.learnSpeed = learnSpeed;
  }

  @Incoming(Topics.TRAINING_METRICS)
  @Blocking
  public CompletionStage<Void> consume(Message<byte[]> message) {
    return inbox.take(
        message,
        TrainingMetrics.class,
        event -> Subject.of(event.run(), event.position()),
        (event, record) -> take(event));
  }

  private void take(TrainingMetrics segment) {
    curves.store(segment);
    learnSpeed.from(segment);
  }
}

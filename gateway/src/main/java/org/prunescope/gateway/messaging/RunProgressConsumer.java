package org.prunescope.gateway.messaging;

import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.position.Position;
import org.prunescope.contract.topic.Topics;
import org.prunescope.gateway.persistence.Runs;
import org.prunescope.service.trace.Subject;

/** What the pruner decides, into the gateway's tables. */
@ApplicationScoped
public class RunProgressConsumer {
  private final Inbox inbox;
  private final Runs runs;

  RunProgressConsumer(Inbox inbox, Runs runs) {
    this.inbox = inbox;
    this.runs = runs;
  }

  @Incoming(Topics.RUN_PROGRESS)
  @Blocking
  public CompletionStage<Void> consume(Message<byte[]> message) {
    if (message.getPayload() == null) {
      return message.ack(); // The compacted topic's way to say that nobody asks for a run any more.
    }
    return inbox.take(
        message,
        RunProgress.class,
        progress -> Subject.of(progress.run(), position(progress)),
        (progress, record) -> runs.progressed(progress, record.offset()));
  }

  private static @Nullable Position position(RunProgress progress) {
    CheckpointRef last = progress.last();
    return last == null ? null : last.position();
  }
}

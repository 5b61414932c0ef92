package org.prunescope.gateway.messaging;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;
import org.prunescope.contract.json.UnreadableDocumentException;

/**
 * Takes records in: what cannot be read goes to the dead letters; all other trouble is PostgreSQL's
 * and passes, so the record is tried again until it is stored. One that is in hand when the gateway
 * stops is left unread, for the next gateway.
 */
@ApplicationScoped
class Inbox {
  private static final Logger LOG = Logger.getLogger(Inbox.class);
  private static final int SECONDS_BETWEEN_TRIES = 1;

  private final CountDownLatch stopping = new CountDownLatch(1);

  void stop(@Observes ShutdownEvent event) {
    stopping.countDown();
  }

  /** A record's place on its topic. */
  record Source(String topic, int partition, long offset) {
    static Source of(Message<byte[]> message) {
      IncomingKafkaRecordMetadata<?, ?> metadata =
          message.getMetadata(IncomingKafkaRecordMetadata.class).orElseThrow();
      return new Source(metadata.getTopic(), metadata.getPartition(), metadata.getOffset());
    }
  }

  CompletionStage<Void> take(Message<byte[]> message, Consumer<byte[]> use) {
    if (message.getPayload() == null) {
      LOG.errorf("empty, to the dead letters: %s", Source.of(message));
      return message.nack(new IllegalArgumentException("the record has no value"));
    }
    while (true) {
      try {
        use.accept(message.getPayload());
        return message.ack();
      } catch (UnreadableDocumentException e) {
        LOG.errorf("unreadable, to the dead letters: %s: %s", Source.of(message), e.getMessage());
        return message.nack(e);
      } catch (RuntimeException e) {
        if (stopsWithin(SECONDS_BETWEEN_TRIES)) {
          return CompletableFuture.completedFuture(null);
        }
        LOG.warnf(e, "will be tried again: %s", Source.of(message));
      }
    }
  }

  private boolean stopsWithin(int seconds) {
    try {
      return stopping.await(seconds, SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}

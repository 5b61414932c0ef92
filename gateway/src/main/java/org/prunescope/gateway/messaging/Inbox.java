package org.prunescope.gateway.messaging;

import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.prunescope.contract.json.Json;
import org.prunescope.service.DeadLetter;
import org.prunescope.service.Intake;
import org.prunescope.service.Patience;
import org.prunescope.service.StoppedException;

/**
 * Takes records in: an outage of PostgreSQL or of the artifacts is waited for, however long; what
 * is of no use goes to the dead letters. A record that is in hand when the gateway stops is left
 * unread, for the next gateway.
 */
@ApplicationScoped
class Inbox {
  private static final Patience PATIENCE =
      new Patience(Duration.ofMillis(200), Duration.ofSeconds(15));

  /** Above the producer's delivery timeout. */
  private static final Duration CONFIRMED = Duration.ofSeconds(30);

  private final MutinyEmitter<byte[]> deadLetters;
  private final Intake intake;
  private volatile boolean isStopping;

  Inbox(@Channel("dead-letters") MutinyEmitter<byte[]> deadLetters) {
    this.deadLetters = deadLetters;
    this.intake = new Intake(PATIENCE, () -> isStopping);
  }

  /** Before anything else is told. */
  void stop(@Observes @Priority(1) ShutdownEvent event) {
    isStopping = true;
  }

  /** What is done with a record's event; may be done more than once. */
  interface Use<T> {
    void use(T event, ConsumerRecord<byte[], byte[]> record);
  }

  <T> CompletionStage<Void> take(Message<byte[]> message, Class<T> type, Use<T> use) {
    ConsumerRecord<byte[], byte[]> record = record(message);
    String place =
        "topic=%s partition=%d offset=%d"
            .formatted(record.topic(), record.partition(), record.offset());
    try {
      intake.take(
          place,
          () -> use.use(Json.readEvent(record.value(), type), record),
          reason -> refuse(record, reason));
    } catch (StoppedException e) {
      return CompletableFuture.completedFuture(null);
    }
    return message.ack();
  }

  private void refuse(ConsumerRecord<byte[], byte[]> record, Exception reason) {
    DeadLetter letter = DeadLetter.of(record, reason.getMessage());
    OutgoingKafkaRecordMetadata<byte[]> metadata =
        OutgoingKafkaRecordMetadata.<byte[]>builder()
            .withKey(letter.key())
            .withHeaders(letter.headers())
            .build();
    // A record without a value, which no producer of ours writes, is set aside with an empty one.
    byte[] value = letter.value() == null ? new byte[0] : letter.value();
    deadLetters.sendMessage(Message.of(value).addMetadata(metadata)).await().atMost(CONFIRMED);
  }

  @SuppressWarnings("unchecked")
  private static ConsumerRecord<byte[], byte[]> record(Message<byte[]> message) {
    return (ConsumerRecord<byte[], byte[]>)
        message.getMetadata(IncomingKafkaRecordMetadata.class).orElseThrow().getRecord();
  }
}

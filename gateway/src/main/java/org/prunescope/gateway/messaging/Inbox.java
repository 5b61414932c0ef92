package org.prunescope.gateway.messaging;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.prunescope.contract.json.Json;
import org.prunescope.service.DeadLetter;
import org.prunescope.service.Intake;
import org.prunescope.service.Patience;
import org.prunescope.service.StoppedException;
import org.prunescope.service.trace.RecordTraces;
import org.prunescope.service.trace.Subject;

/**
 * Takes records in: an outage of PostgreSQL or of the artifacts is waited for, however long; what
 * is of no use goes to the dead letters. A record that is in hand when the gateway stops is left
 * unread, for the next gateway.
 */
@Startup // so that its counter stands at nought before there is a dead letter
@ApplicationScoped
class Inbox {
  private static final Patience PATIENCE =
      new Patience(Duration.ofMillis(200), Duration.ofSeconds(15));

  /** Above the producer's delivery timeout. */
  private static final Duration CONFIRMED = Duration.ofSeconds(30);

  private final MutinyEmitter<byte[]> deadLetters;
  private final Intake intake;
  private final Counter refused;
  private final RecordTraces traces;
  private volatile boolean isStopping;

  Inbox(
      @Channel("dead-letters") MutinyEmitter<byte[]> deadLetters,
      MeterRegistry meters,
      RecordTraces traces) {
    this.deadLetters = deadLetters;
    this.refused = DeadLetter.counter(meters);
    this.traces = traces;
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

  /**
   * Takes a record in.
   *
   * @param subject whom its event is about
   */
  <T> CompletionStage<Void> take(
      Message<byte[]> message, Class<T> type, Function<T, Subject> subject, Use<T> use) {
    ConsumerRecord<byte[], byte[]> record = record(message);
    Span span =
        traces.received(record.topic(), record.partition(), record.offset(), record.headers());
    try {
      traces.within(span, () -> take(record, type, subject, use));
    } catch (StoppedException e) {
      return CompletableFuture.completedFuture(null);
    }
    return message.ack();
  }

  private <T> void take(
      ConsumerRecord<byte[], byte[]> record,
      Class<T> type,
      Function<T, Subject> subject,
      Use<T> use)
      throws StoppedException {
    String place =
        "topic=%s partition=%d offset=%d"
            .formatted(record.topic(), record.partition(), record.offset());
    intake.take(
        place,
        () -> use(Json.readEvent(record.value(), type), record, subject, use),
        reason -> refuse(record, reason));
  }

  @SuppressWarnings("try")
  private static <T> void use(
      T event, ConsumerRecord<byte[], byte[]> record, Function<T, Subject> subject, Use<T> use) {
    try (Subject about = subject.apply(event)) {
      use.use(event, record);
    }
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
    refused.increment();
  }

  @SuppressWarnings("unchecked")
  private static ConsumerRecord<byte[], byte[]> record(Message<byte[]> message) {
    return (ConsumerRecord<byte[], byte[]>)
        message.getMetadata(IncomingKafkaRecordMetadata.class).orElseThrow().getRecord();
  }
}

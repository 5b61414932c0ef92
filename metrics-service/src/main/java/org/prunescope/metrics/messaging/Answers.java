package org.prunescope.metrics.messaging;

import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.prunescope.contract.event.MeasurementEvent;
import org.prunescope.contract.json.Json;
import org.prunescope.metrics.MeasurementMeters;
import org.prunescope.service.DeadLetter;
import org.prunescope.service.trace.RecordTraces;

/** What the service publishes. Each method returns when the broker has the record. */
@ApplicationScoped
class Answers {
  private final MutinyEmitter<byte[]> measurements;
  private final MutinyEmitter<byte[]> deadLetters;
  private final MeasurementMeters meters;
  private final Clock clock;

  Answers(
      @Channel("measurements") MutinyEmitter<byte[]> measurements,
      @Channel("dead-letters") MutinyEmitter<byte[]> deadLetters,
      MeasurementMeters meters,
      Clock clock) {
    this.measurements = measurements;
    this.deadLetters = deadLetters;
    this.meters = meters;
    this.clock = clock;
  }

  /** Publishes how the measurement that a record leads to ended, on the record's partition. */
  void publish(MeasurementEvent event, ConsumerRecord<byte[], byte[]> record) {
    Headers headers = new RecordHeaders();
    RecordTraces.pass(headers);
    OutgoingKafkaRecordMetadata<String> metadata =
        OutgoingKafkaRecordMetadata.<String>builder()
            .withKey(event.run().text())
            .withPartition(record.partition())
            .withHeaders(headers)
            .build();
    measurements.sendMessageAndAwait(Message.of(Json.writeEvent(event)).addMetadata(metadata));
    meters.answered(Duration.ofMillis(clock.millis() - record.timestamp()));
  }

  /** Sets a record aside that is of no use, with the reason and where it came from. */
  void refuse(ConsumerRecord<byte[], byte[]> record, Exception reason) {
    DeadLetter letter = DeadLetter.of(record, reason.getMessage());
    OutgoingKafkaRecordMetadata<byte[]> metadata =
        OutgoingKafkaRecordMetadata.<byte[]>builder()
            .withKey(letter.key())
            .withHeaders(letter.headers())
            .build();
    // A record without a value, which no producer of ours writes, is set aside with an empty one.
    byte[] value = letter.value() == null ? new byte[0] : letter.value();
    deadLetters.sendMessageAndAwait(Message.of(value).addMetadata(metadata));
    meters.refused();
  }
}

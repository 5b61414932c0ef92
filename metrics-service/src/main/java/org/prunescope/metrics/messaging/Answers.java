package org.prunescope.metrics.messaging;

import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.prunescope.contract.event.MeasurementEvent;
import org.prunescope.contract.json.Json;
import org.prunescope.service.DeadLetter;

/** What the service publishes. Each method returns when the broker has the record. */
@ApplicationScoped
class Answers {
  private final MutinyEmitter<byte[]> measurements;
  private final MutinyEmitter<byte[]> deadLetters;

  Answers(
      @Channel("measurements") MutinyEmitter<byte[]> measurements,
      @Channel("dead-letters") MutinyEmitter<byte[]> deadLetters) {
    this.measurements = measurements;
    this.deadLetters = deadLetters;
  }

  /** Publishes how a measurement ended, on the partition of the run's other events. */
  void publish(MeasurementEvent event, int partition) {
    OutgoingKafkaRecordMetadata<String> metadata =
        OutgoingKafkaRecordMetadata.<String>builder()
            .withKey(event.run().text())
            .withPartition(partition)
            .build();
    measurements.sendMessageAndAwait(Message.of(Json.writeEvent(event)).addMetadata(metadata));
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
  }
}

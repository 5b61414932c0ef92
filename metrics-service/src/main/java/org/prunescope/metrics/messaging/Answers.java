package org.prunescope.metrics.messaging;

import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;
import org.prunescope.contract.event.MeasurementEvent;
import org.prunescope.contract.json.Json;

/** What the service publishes. Each method returns when the broker has the record. */
@ApplicationScoped
class Answers {
  private static final Logger LOG = Logger.getLogger(Answers.class);

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

  /** Sets a record aside that is no event, with the reason and where it came from. */
  void refuse(ConsumerRecord<byte[], byte[]> record, Exception reason) {
    LOG.errorf(
        "record=refused topic=%s partition=%d offset=%d reason=\"%s\"",
        record.topic(), record.partition(), record.offset(), reason.getMessage());
    Headers headers = new RecordHeaders(record.headers());
    add(headers, "dead-letter-reason", String.valueOf(reason.getMessage()));
    add(headers, "dead-letter-topic", record.topic());
    add(headers, "dead-letter-partition", Integer.toString(record.partition()));
    add(headers, "dead-letter-offset", Long.toString(record.offset()));
    OutgoingKafkaRecordMetadata<byte[]> metadata =
        OutgoingKafkaRecordMetadata.<byte[]>builder()
            .withKey(record.key())
            .withHeaders(headers)
            .build();
    deadLetters.sendMessageAndAwait(
        Message.of(CheckpointConsumer.content(record)).addMetadata(metadata));
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}

package org.prunescope.metrics.messaging;

import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.prunescope.contract.event.CheckpointEvent;
import org.prunescope.contract.json.Json;
import org.prunescope.metrics.MeasureCheckpoint;
import org.prunescope.metrics.UnplannedRunException;
import org.prunescope.service.trace.Subject;

/**
 * Takes checkpoint events one by one. A record is acknowledged when this returns: after its answer
 * has been published, so that none is ever lost; some are answered twice.
 */
@ApplicationScoped
class CheckpointConsumer {
  private final Records records;
  private final MeasureCheckpoint measureCheckpoint;
  private final Answers answers;

  CheckpointConsumer(Records records, MeasureCheckpoint measureCheckpoint, Answers answers) {
    this.records = records;
    this.measureCheckpoint = measureCheckpoint;
    this.answers = answers;
  }

  @Incoming("checkpoints")
  @Blocking("measuring")
  void receive(ConsumerRecord<byte[], byte[]> record) {
    records.take(
        record, () -> answer(Json.readEvent(record.value(), CheckpointEvent.class), record));
  }

  @SuppressWarnings("try")
  private void answer(CheckpointEvent event, ConsumerRecord<byte[], byte[]> record)
      throws IOException, UnplannedRunException {
    try (Subject subject = Subject.of(event.run(), event.position())) {
      measureCheckpoint.answer(event).ifPresent(measured -> answers.publish(measured, record));
    }
  }
}

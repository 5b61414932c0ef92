package org.prunescope.metrics.messaging;

import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.prunescope.contract.event.CheckpointEvent;
import org.prunescope.contract.event.MeasurementEvent;
import org.prunescope.contract.json.Json;
import org.prunescope.contract.json.UnreadableDocumentException;
import org.prunescope.metrics.MeasureCheckpoint;
import org.prunescope.metrics.Stopping;
import org.prunescope.metrics.UnplannedRunException;

/**
 * Takes checkpoint events one by one. A record is acknowledged when this returns: after its answer
 * has been published, so that none is ever lost; some are answered twice.
 */
@ApplicationScoped
class CheckpointConsumer {
  private final MeasureCheckpoint measureCheckpoint;
  private final Answers answers;
  private final Persistence persistence;

  CheckpointConsumer(MeasureCheckpoint measureCheckpoint, Answers answers, Stopping stopping) {
    this.measureCheckpoint = measureCheckpoint;
    this.answers = answers;
    this.persistence = new Persistence(stopping);
  }

  @Incoming("checkpoints")
  @Blocking("measuring")
  void receive(ConsumerRecord<byte[], byte[]> record) {
    persistence.untilDone(
        "partition=%d offset=%d".formatted(record.partition(), record.offset()),
        () -> answer(record));
  }

  private void answer(ConsumerRecord<byte[], byte[]> record) throws Exception {
    CheckpointEvent event;
    Optional<MeasurementEvent> answer;
    try {
      event = Json.read(content(record), CheckpointEvent.class);
      answer = measureCheckpoint.answer(event);
    } catch (UnreadableDocumentException | UnplannedRunException e) {
      answers.refuse(record, e);
      return;
    }
    answer.ifPresent(measured -> answers.publish(measured, record.partition()));
  }

  /**
   * A record without a value, which no producer of ours writes, is as unreadable as an empty one.
   */
  static byte[] content(ConsumerRecord<byte[], byte[]> record) {
    return record.value() == null ? new byte[0] : record.value();
  }
}

package org.prunescope.metrics.messaging;

import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.prunescope.contract.event.MeasurementRequested;
import org.prunescope.contract.json.Json;
import org.prunescope.contract.topic.Topics;
import org.prunescope.metrics.MeasureCheckpoint;
import org.prunescope.metrics.UnplannedRunException;
import org.prunescope.service.trace.Subject;

/** Takes what is asked for again, one by one and on the thread that measures new checkpoints. */
@ApplicationScoped
class MeasurementRequestConsumer {
  private final Records records;
  private final MeasureCheckpoint measureCheckpoint;
  private final Answers answers;

  MeasurementRequestConsumer(
      Records records, MeasureCheckpoint measureCheckpoint, Answers answers) {
    this.records = records;
    this.measureCheckpoint = measureCheckpoint;
    this.answers = answers;
  }

  @Incoming(Topics.MEASUREMENT_REQUESTS)
  @Blocking("measuring")
  void receive(ConsumerRecord<byte[], byte[]> record) {
    records.take(
        record, () -> answer(Json.readEvent(record.value(), MeasurementRequested.class), record));
  }

  @SuppressWarnings("try")
  private void answer(MeasurementRequested request, ConsumerRecord<byte[], byte[]> record)
      throws IOException, UnplannedRunException {
    try (Subject subject = Subject.of(request.run(), request.checkpoint().position())) {
      measureCheckpoint.answer(request).ifPresent(answer -> answers.publish(answer, record));
    }
  }
}

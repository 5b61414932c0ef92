package org.prunescope.metrics.messaging;

import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.prunescope.contract.event.MeasurementEvent;
import org.prunescope.contract.event.MeasurementRequested;
import org.prunescope.contract.json.Json;
import org.prunescope.contract.json.UnreadableDocumentException;
import org.prunescope.contract.topic.Topics;
import org.prunescope.metrics.MeasureCheckpoint;
import org.prunescope.metrics.Stopping;
import org.prunescope.metrics.UnplannedRunException;

/** Takes what is asked for again, one by one and on the thread that measures new checkpoints. */
@ApplicationScoped
class MeasurementRequestConsumer {
  private final MeasureCheckpoint measureCheckpoint;
  private final Answers answers;
  private final Persistence persistence;

  MeasurementRequestConsumer(
      MeasureCheckpoint measureCheckpoint, Answers answers, Stopping stopping) {
    this.measureCheckpoint = measureCheckpoint;
    this.answers = answers;
    this.persistence = new Persistence(stopping);
  }

  @Incoming(Topics.MEASUREMENT_REQUESTS)
  @Blocking("measuring")
  void receive(ConsumerRecord<byte[], byte[]> record) {
    persistence.untilDone(
        "topic=%s partition=%d offset=%d"
            .formatted(record.topic(), record.partition(), record.offset()),
        () -> answer(record));
  }

  private void answer(ConsumerRecord<byte[], byte[]> record) throws Exception {
    MeasurementEvent answer;
    try {
      byte[] content = CheckpointConsumer.content(record);
      answer = measureCheckpoint.answer(Json.read(content, MeasurementRequested.class));
    } catch (UnreadableDocumentException | UnplannedRunException e) {
      answers.refuse(record, e);
      return;
    }
    answers.publish(answer, record.partition());
  }
}

package org.prunescope.trainer.messaging;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jboss.logging.Logger;
import org.prunescope.contract.event.SegmentRequested;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.json.Json;
import org.prunescope.contract.json.UnreadableDocumentException;
import org.prunescope.contract.topic.Topics;
import org.prunescope.service.DeadLetter;
import org.prunescope.service.Patience;
import org.prunescope.service.StoppedException;
import org.prunescope.service.trace.RecordTraces;
import org.prunescope.service.trace.Subject;
import org.prunescope.trainer.AnswerSegment;
import org.prunescope.trainer.AnswerSegment.Answer;
import org.prunescope.trainer.messaging.Workers.Ending;

/**
 * One record from {@code training-segments} to its answer on {@code checkpoints}, on the same
 * partition; what cannot be read goes to the dead letters, with the reason in its headers.
 */
final class SegmentHandler {
  private static final Logger LOG = Logger.getLogger(SegmentHandler.class);
  private static final String DEAD_LETTERS = Topics.TRAINER_GROUP + Topics.DEAD_LETTER_SUFFIX;

  private final AnswerSegment answerSegment;
  private final Publisher publisher;
  private final Patience patience;
  private final SegmentMeters meters;
  private final RecordTraces traces;

  SegmentHandler(
      AnswerSegment answerSegment,
      Publisher publisher,
      Patience patience,
      SegmentMeters meters,
      RecordTraces traces) {
    this.answerSegment = answerSegment;
    this.publisher = publisher;
    this.patience = patience;
    this.meters = meters;
    this.traces = traces;
  }

  /**
   * Trains what the record asks for.
   *
   * @return what stores and publishes the answer; when it returns, the broker has acknowledged it
   * @throws StoppedException where the work is to be given back
   */
  @SuppressWarnings("try")
  Ending train(Work work) throws StoppedException {
    ConsumerRecord<byte[], byte[]> record = work.record();
    Span span =
        traces.received(record.topic(), record.partition(), record.offset(), record.headers());
    try (Scope scope = span.makeCurrent()) {
      Ending ending = begin(work);
      return () -> traces.within(span, ending::answer);
    } catch (StoppedException | RuntimeException | Error e) {
      RecordTraces.failed(span, e);
      span.end();
      throw e;
    }
  }

  @SuppressWarnings("try")
  private Ending begin(Work work) throws StoppedException {
    SegmentRequested segment;
    try {
      segment = Json.readEvent(work.record().value(), SegmentRequested.class);
    } catch (UnreadableDocumentException e) {
      return () -> bury(work, e);
    }
    try (Subject subject = Subject.of(segment.run(), segment.target())) {
      AnswerSegment.Storing storing =
          work.earlierStarts().areTooMany()
              ? () -> answerSegment.crashed(segment, work.earlierStarts().count())
              : answerSegment.train(segment, work);
      return () -> end(work, segment, storing);
    }
  }

  @SuppressWarnings("try")
  private void end(Work work, SegmentRequested segment, AnswerSegment.Storing storing)
      throws StoppedException {
    try (Subject subject = Subject.of(segment.run(), segment.target())) {
      Answer answer = storing.store();
      announce(work, segment.run(), answer);
      meters.answered(answer.event());
    }
  }

  private void bury(Work work, UnreadableDocumentException reason) throws StoppedException {
    ConsumerRecord<byte[], byte[]> record = work.record();
    publish(work, deadLetter(record, reason));
    meters.buried();
    LOG.errorf(
        "unreadable record moved to %s partition=%d offset=%d: %s",
        DEAD_LETTERS, record.partition(), record.offset(), reason.getMessage());
  }

  private void announce(Work work, RunId run, Answer answer) throws StoppedException {
    int partition = work.partition().partition();
    publish(work, event(Topics.CHECKPOINTS, partition, run, answer.event()));
    if (answer.metrics() != null) {
      publisher.publishLossily(event(Topics.TRAINING_METRICS, partition, run, answer.metrics()));
    }
  }

  private void publish(Work work, ProducerRecord<byte[], byte[]> record) throws StoppedException {
    patience.until(
        work,
        "publish to " + record.topic(),
        () -> {
          publisher.publish(record);
          return record;
        });
  }

  private static ProducerRecord<byte[], byte[]> event(
      String topic, int partition, RunId run, Object event) {
    byte[] key = run.text().getBytes(StandardCharsets.UTF_8);
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, partition, key, Json.writeEvent(event));
    RecordTraces.pass(record.headers());
    return record;
  }

  private static ProducerRecord<byte[], byte[]> deadLetter(
      ConsumerRecord<byte[], byte[]> record, UnreadableDocumentException reason) {
    DeadLetter letter = DeadLetter.of(record, reason.getMessage());
    return new ProducerRecord<>(DEAD_LETTERS, null, letter.key(), letter.value(), letter.headers());
  }
}

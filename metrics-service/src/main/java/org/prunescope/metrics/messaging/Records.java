package org.prunescope.metrics.messaging;

import io.opentelemetry.api.trace.Span;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.prunescope.metrics.Stopping;
import org.prunescope.service.Intake;
import org.prunescope.service.Patience;
import org.prunescope.service.StoppedException;
import org.prunescope.service.trace.RecordTraces;

/**
 * Takes in what comes from Kafka: an outage of the database, the artifacts or the broker delays it
 * and loses nothing; what is of no use goes to the dead letters.
 */
@ApplicationScoped
class Records {
  private static final Patience PATIENCE =
      new Patience(Duration.ofMillis(200), Duration.ofSeconds(30));

  private final Answers answers;
  private final Intake intake;
  private final RecordTraces traces;

  Records(Answers answers, Stopping stopping, RecordTraces traces) {
    this.answers = answers;
    this.traces = traces;
    this.intake = new Intake(PATIENCE, stopping);
  }

  /**
   * Returns when the record is done with.
   *
   * @throws IllegalStateException where the service stops before: it will come again
   */
  void take(ConsumerRecord<byte[], byte[]> record, Intake.Use use) {
    String place =
        "topic=%s partition=%d offset=%d"
            .formatted(record.topic(), record.partition(), record.offset());
    Span span =
        traces.received(record.topic(), record.partition(), record.offset(), record.headers());
    try {
      traces.within(span, () -> intake.take(place, use, reason -> answers.refuse(record, reason)));
    } catch (StoppedException e) {
      throw new IllegalStateException("the service stops before this was done: " + place, e);
    }
  }
}

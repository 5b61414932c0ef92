package org.prunescope.trainer.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.event.CheckpointEvent;
import org.prunescope.contract.event.CheckpointEvent.CheckpointSaved;
import org.prunescope.contract.event.CheckpointEvent.SegmentFailed;
import org.prunescope.contract.event.FailureReason;
import org.prunescope.contract.experiment.Precision;
import org.prunescope.contract.json.Json;
import org.prunescope.contract.plan.Plans;
import org.prunescope.contract.topic.DeadLetterHeaders;
import org.prunescope.contract.topic.Topics;
import org.prunescope.service.Patience;
import org.prunescope.service.StoppedException;
import org.prunescope.service.trace.RecordTraces;
import org.prunescope.trainer.AnswerSegment;
import org.prunescope.trainer.Experiments;
import org.prunescope.trainer.MemoryArtifacts;
import org.prunescope.trainer.TrainSegment;
import org.prunescope.trainer.Turns;
import org.prunescope.trainer.WarmNetworks;
import org.prunescope.trainer.storage.OpenedDataSets;

/** With Kafka's own fake producer. */
class SegmentHandlerTest {
  private static final int PARTITION = 3;
  private static final Patience PATIENCE = new Patience(Duration.ofMillis(1), Duration.ofMillis(2));

  private final FailingProducer producer = new FailingProducer();
  private final MemoryArtifacts artifacts = new MemoryArtifacts();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final SegmentHandler handler =
      new SegmentHandler(
          new AnswerSegment(
              artifacts,
              new Plans(artifacts),
              new OpenedDataSets(Path.of("unused")),
              new TrainSegment(artifacts, new WarmNetworks(0), Runnable::run, new Turns(1)),
              Set.of(Precision.FLOAT32),
              PATIENCE),
          new Publisher(producer),
          PATIENCE,
          new SegmentMeters(meters),
          RecordTraces.none());

  @BeforeEach
  void storeThePlan() throws Exception {
    artifacts.put(Experiments.ref(Experiments.PLAN), Experiments.PLAN.write());
  }

  @Test
  void answersOnTheSegmentsPartitionUnderTheRunsKey() throws Exception {
    handler.train(work(0)).answer();

    ProducerRecord<byte[], byte[]> answer = onlyRecord();
    assertThat(answer.topic()).isEqualTo(Topics.CHECKPOINTS);
    assertThat(answer.partition()).isEqualTo(PARTITION);
    assertThat(new String(answer.key(), StandardCharsets.UTF_8))
        .isEqualTo("tiny/cross-entropy_dense/3");
    assertThat(Json.read(answer.value(), CheckpointEvent.class))
        .isInstanceOf(CheckpointSaved.class);
    assertThat(meters.get("prunescope.trainer.segment").timer().count()).isEqualTo(1);
  }

  @Test
  void aSegmentOfFiveDeathsIsFailedInsteadOfTrained() throws Exception {
    handler.train(work(5)).answer();

    SegmentFailed failed = (SegmentFailed) Json.read(onlyRecord().value(), CheckpointEvent.class);
    assertThat(failed.failure().reason()).isEqualTo(FailureReason.CRASHED);
    assertThat(onlyRecord().partition()).isEqualTo(PARTITION);
    assertThat(
            meters
                .get("prunescope.trainer.segments.failed")
                .tag("reason", "CRASHED")
                .counter()
                .count())
        .isEqualTo(1);
    assertThat(meters.get("prunescope.trainer.segment").timer().count()).isZero();
  }

  @Test
  void aSegmentOfFourDeathsIsTriedOnceMore() throws Exception {
    handler.train(work(4)).answer();

    assertThat(Json.read(onlyRecord().value(), CheckpointEvent.class))
        .isInstanceOf(CheckpointSaved.class);
  }

  @Test
  void publishesUntilTheBrokerConfirms() throws Exception {
    producer.failuresToCome = 3;

    handler.train(work(0)).answer();

    assertThat(producer.history()).hasSize(1);
  }

  @Test
  void whatIsTooLargeForAnEventGoesToTheDeadLettersWithItsBeginning() throws Exception {
    handler.train(work(new byte[1_000_000])).answer();

    assertThat(onlyRecord().topic()).isEqualTo(Topics.TRAINER_GROUP + Topics.DEAD_LETTER_SUFFIX);
    assertThat(onlyRecord().value()).hasSizeLessThan(300_000);
    assertThat(
            new String(
                onlyRecord().headers().lastHeader(DeadLetterHeaders.REASON).value(),
                StandardCharsets.UTF_8))
        .contains("1000000 bytes are too many");
    assertThat(meters.get("prunescope.dead.letters").counter().count()).isEqualTo(1);
  }

  @Test
  void stopsPublishingWhereTheWorkIsToBeGivenBack() {
    producer.failuresToCome = Integer.MAX_VALUE;
    Work work = work(0);
    producer.onFailure = work::requestStop;

    assertThatThrownBy(() -> handler.train(work).answer()).isInstanceOf(StoppedException.class);
  }

  private ProducerRecord<byte[], byte[]> onlyRecord() {
    assertThat(producer.history()).hasSize(1);
    return producer.history().getFirst();
  }

  private static Work work(int earlierStarts) {
    return work(Json.writeEvent(Experiments.segment(3, null, 0, 0)), earlierStarts);
  }

  private static Work work(byte[] value) {
    return work(value, 0);
  }

  private static Work work(byte[] value, int earlierStarts) {
    return new Work(
        new ConsumerRecord<>(Topics.TRAINING_SEGMENTS, PARTITION, 7, new byte[0], value),
        new Starts(earlierStarts));
  }

  private static final class FailingProducer extends MockProducer<byte[], byte[]> {
    int failuresToCome;
    Runnable onFailure = () -> {};

    FailingProducer() {
      super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
      if (failuresToCome > 0) {
        failuresToCome--;
        onFailure.run();
        throw new TimeoutException("no broker");
      }
      return super.send(record);
    }
  }
}

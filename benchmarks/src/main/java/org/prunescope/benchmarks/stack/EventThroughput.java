package org.prunescope.benchmarks.stack;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.event.CheckpointEvent;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.NumericEnvironment;
import org.prunescope.contract.event.SegmentRequested;
import org.prunescope.contract.json.Json;
import org.prunescope.contract.topic.Topics;
import org.prunescope.standalone.RefusedException;
import org.prunescope.standalone.stack.Stack;
import org.prunescope.standalone.stack.StackOptions;

/**
 * Checkpoint events that the pruner answers in a second: a run on each partition, whose segments
 * take no time, for in place of the trainer this process says at once that they are trained.
 */
final class EventThroughput {
  private static final int RUNS = StackOptions.DEFAULT_PARTITIONS;
  private static final byte[] NO_CHECKPOINT = {};
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final NumericEnvironment NOWHERE =
      new NumericEnvironment("none", "none", "none", 1);

  private final MeasuredStack stack;
  private final int segments;

  /**
   * @param events in all, about
   */
  EventThroughput(MeasuredStack stack, int events) {
    this.stack = stack;
    this.segments = events / RUNS;
  }

  /** Stops trainer and metrics for good, and says in a line what came out. */
  String measure() {
    stack.stop(Stack.TRAINER);
    stack.stop(Stack.METRICS);
    Map<String, Object> kafka =
        Map.of("bootstrap.servers", stack.bootstrapServers(), "isolation.level", "read_committed");
    try (KafkaConsumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(kafka, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.bootstrapServers(), "linger.ms", 0),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      List<TopicPartition> partitions =
          IntStream.range(0, StackOptions.DEFAULT_PARTITIONS)
              .mapToObj(partition -> new TopicPartition(Topics.TRAINING_SEGMENTS, partition))
              .toList();
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      partitions.forEach(consumer::position);
      stack.submit(request());
      return line(moments(consumer, producer));
    }
  }

  /** When each segment was asked for, every one but the runs' first in answer to an event. */
  private List<Long> moments(
      KafkaConsumer<byte[], byte[]> consumer, KafkaProducer<byte[], byte[]> producer) {
    List<Long> moments = new ArrayList<>();
    int expected = RUNS * (segments + 1);
    while (moments.size() < expected) {
      var records = consumer.poll(PATIENCE);
      if (records.isEmpty()) {
        throw new RefusedException(
            "After %d of %d segments none came for %d s."
                .formatted(moments.size(), expected, PATIENCE.toSeconds()));
      }
      for (ConsumerRecord<byte[], byte[]> record : records) {
        moments.add(System.nanoTime());
        Future<RecordMetadata> unused = producer.send(answer(record));
      }
    }
    return moments;
  }

  private static ProducerRecord<byte[], byte[]> answer(ConsumerRecord<byte[], byte[]> record) {
    SegmentRequested segment = Json.read(record.value(), SegmentRequested.class);
    ArtifactRef artifact =
        ArtifactRef.checkpoint(segment.run(), segment.attempt(), segment.target(), NO_CHECKPOINT);
    CheckpointEvent event =
        new CheckpointEvent.CheckpointSaved(
            segment.run(),
            segment.plan(),
            segment.attempt(),
            new CheckpointRef(segment.target(), artifact),
            NOWHERE,
            1,
            1);
    return new ProducerRecord<>(
        Topics.CHECKPOINTS,
        record.partition(),
        segment.run().text().getBytes(StandardCharsets.UTF_8),
        Json.writeEvent(event));
  }

  /** The first fifth warms up and does not count. */
  private static String line(List<Long> moments) {
    int first = moments.size() / 5;
    double seconds = (moments.getLast() - moments.get(first)) * 1e-9;
    return String.format(
        Locale.ROOT,
        "  checkpoint events answered by the pruner: %.0f a second (%d events of %d runs)",
        (moments.size() - 1 - first) / seconds,
        moments.size() - 1 - first,
        RUNS);
  }

  private String request() {
    return """
        {
          "name": "bench events",
          "dataSet": {"name": "shapes", "seed": 0, "trainSamples": 10, "testSamples": 10},
          "architecture": {"family": "wide-resnet", "depth": 10, "widen": 1},
          "objectives": [{
            "name": "cross-entropy",
            "training": {
              "epochs": %d, "batchSize": 10,
              "optimiser": {"momentum": 0.9, "weightDecay": 0.0005},
              "learningRate": {"schedule": "constant", "initial": 0.05},
              "augmentation": "none"}}],
          "pruningPlans": [{"schedule": "dense", "name": "dense"}],
          "seeds": [%s],
          "segmentSteps": 1,
          "measurement": {"predictionDepth": false, "knnAccuracy": false, "geometry": false}
        }
        """
        .formatted(
            segments,
            IntStream.range(0, RUNS).mapToObj(Integer::toString).collect(Collectors.joining(",")));
  }
}

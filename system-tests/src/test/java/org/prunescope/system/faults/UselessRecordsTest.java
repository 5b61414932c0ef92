package org.prunescope.system.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.artifact.ArtifactUnreadableException;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.plan.PlannedRun;
import org.prunescope.contract.topic.DeadLetterHeaders;
import org.prunescope.contract.topic.Topics;
import org.prunescope.standalone.stack.Installation;
import org.prunescope.standalone.stack.StackOptions;

/** A record that is of no use is set aside with the reason, and its partition moves on. */
@ExtendWith(FaultStack.Provider.class)
class UselessRecordsTest {
  private static final String KEY = "useless";

  /** Who reads what, as {@code dead-letter topic from topic}. */
  private static final List<String> READ =
      List.of(
          "pruner-dlq from run-commands",
          "pruner-dlq from checkpoints",
          "trainer-dlq from training-segments",
          "metrics-dlq from checkpoints",
          "metrics-dlq from measurement-requests",
          "metrics-dlq from experiment-deletions",
          "gateway-dlq from run-progress",
          "gateway-dlq from checkpoints",
          "gateway-dlq from measurements",
          "gateway-dlq from training-metrics");

  private final FaultStack stack;
  private final KafkaProducer<byte[], byte[]> producer;

  UselessRecordsTest(FaultStack stack) {
    this.stack = stack;
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                stack.stack().bootstrapServers(),
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                1 << 20),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  @AfterEach
  void close() {
    producer.close();
  }

  @Test
  void garbageWrongSchemasAndOversizedRecordsHoldUpNobody() {
    stack.undisturbed();
    ExperimentId disturbed = stack.submit();
    stack.awaitCheckpoints(disturbed, 10);

    Set<Integer> partitions = partitions(disturbed);
    send(partitions, "no event".getBytes(UTF_8));
    send(partitions, "{\"type\": \"RunRequested\", \"run\": 7}".getBytes(UTF_8));
    send(partitions, oversized());

    long each = 3L * partitions.size();
    Map<String, Long> expected = READ.stream().collect(toMap(way -> way, way -> each));
    await()
        .atMost(FaultStack.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(letters(KEY).collect(groupingBy(UselessRecordsTest::way, counting())))
                    .isEqualTo(expected));
    assertThat(letters(KEY))
        .allSatisfy(
            letter -> {
              assertThat(header(letter, DeadLetterHeaders.REASON)).startsWith("not a ");
              assertThat(letter.value()).hasSizeLessThan(300_000);
              stack.fired("useless record");
            });
    stack.awaitComplete(disturbed);
    stack.verdict(disturbed).requireSound();
  }

  @Test
  void everyReleasedFormOfAnEventIsStillRead() throws IOException {
    int partition = StackOptions.DEFAULT_PARTITIONS - 1;
    Path released =
        Installation.around(Path.of(""))
            .root()
            .resolve(
                "shared-model/contract/src/test/resources/org/prunescope/contract/event/released");
    try (DirectoryStream<Path> events = Files.newDirectoryStream(released, "*.json")) {
      for (Path event : events) {
        send(topic(event), partition, "released", Files.readAllBytes(event));
      }
    }

    Topics.PARTITIONED.forEach(topic -> send(topic, partition, "last", "no event".getBytes(UTF_8)));

    await()
        .atMost(FaultStack.PATIENCE)
        .until(() -> letters("last").map(UselessRecordsTest::way).toList().size() == READ.size());
    assertThat(letters("released")).isEmpty();
  }

  private static String topic(Path event) {
    String name = event.getFileName().toString();
    return switch (name.substring(0, name.length() - ".json".length()).split("-", 2)[0]) {
      case "CheckpointSaved", "CheckpointPruned", "SegmentFailed" -> Topics.CHECKPOINTS;
      case "SegmentRequested" -> Topics.TRAINING_SEGMENTS;
      case "RunProgress" -> Topics.RUN_PROGRESS;
      case "TrainingMetrics" -> Topics.TRAINING_METRICS;
      case "MeasurementStored", "MeasurementFailed" -> Topics.MEASUREMENTS;
      case "MeasurementRequested" -> Topics.MEASUREMENT_REQUESTS;
      case "ExperimentDeleted" -> Topics.EXPERIMENT_DELETIONS;
      default -> Topics.RUN_COMMANDS;
    };
  }

  /** Those that the experiment's runs are on. */
  private Set<Integer> partitions(ExperimentId experiment) {
    try {
      ArtifactRef plan = stack.tape().of(experiment).commands().getFirst().plan();
      return Plan.read(stack.artifacts().get(plan)).runs().stream()
          .map(PlannedRun::partition)
          .collect(toSet());
    } catch (IOException | ArtifactUnreadableException e) {
      throw new AssertionError(e);
    }
  }

  /** On every topic. */
  private void send(Set<Integer> partitions, byte[] value) {
    for (String topic : Topics.PARTITIONED) {
      partitions.forEach(partition -> send(topic, partition, KEY, value));
    }
  }

  private void send(String topic, int partition, String key, byte[] value) {
    try {
      producer.send(new ProducerRecord<>(topic, partition, key.getBytes(UTF_8), value)).get();
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Nearly all that a broker takes; its first line is short. */
  private static byte[] oversized() {
    byte[] value = new byte[1_040_000];
    Arrays.fill(value, (byte) ' ');
    value[0] = '{';
    value[1] = '\n';
    value[value.length - 1] = '}';
    return value;
  }

  private Stream<ConsumerRecord<byte[], byte[]>> letters(String key) {
    return stack.tape().deadLetters().stream()
        .filter(letter -> letter.key() != null && new String(letter.key(), UTF_8).equals(key));
  }

  private static String way(ConsumerRecord<byte[], byte[]> letter) {
    return letter.topic() + " from " + header(letter, DeadLetterHeaders.TOPIC);
  }

  private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), UTF_8);
  }
}

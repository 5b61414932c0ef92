package org.prunescope.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.artifact.FolderArtifactStore;
import org.prunescope.contract.event.CheckpointEvent;
import org.prunescope.contract.event.CheckpointEvent.CheckpointSaved;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.SegmentRequested;
import org.prunescope.contract.event.TrainingMetrics;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.json.Json;
import org.prunescope.contract.topic.DeadLetterHeaders;
import org.prunescope.contract.topic.Topics;

/** The whole service on a real broker. */
@QuarkusTest
@QuarkusTestResource(KafkaAndFolders.class)
class TrainerTest {
  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrapServers;

  @ConfigProperty(name = "prunescope.artifacts.folder")
  Path artifacts;

  @ConfigProperty(name = "test.url")
  String url;

  private FolderArtifactStore store;

  @BeforeEach
  void storeThePlan() throws Exception {
    store = new FolderArtifactStore(artifacts);
    store.put(Experiments.ref(Experiments.PLAN), Experiments.PLAN.write());
  }

  @Test
  void isHealthyOnceItIsAMemberOfTheGroup() {
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(
            () -> {
              HttpResponse<String> response = getHealth();
              assertThat(response.statusCode()).isEqualTo(200);
              assertThat(response.body()).contains("member of the group", "fetching segments");
            });
  }

  @Test
  void trainsOneSegmentAfterTheOtherAndAnswersOnTheRunsPartition() throws Exception {
    send(3, bytes(Experiments.segment(3, null, 0, 0)));
    CheckpointRef begin = awaitSaved(3, 1).getFirst().checkpoint();

    send(3, bytes(Experiments.segment(3, begin, 0, 3)));
    CheckpointSaved trained = awaitSaved(3, 2).getLast();

    assertThat(store.get(trained.checkpoint().artifact())).isNotEmpty();
    assertThat(trained.trainedImages()).isEqualTo(40);
    await()
        .untilAsserted(
            () ->
                assertThat(read(Topics.TRAINING_METRICS, 3))
                    .singleElement()
                    .extracting(record -> Json.read(record.value(), TrainingMetrics.class).run())
                    .isEqualTo(trained.run()));
  }

  @Test
  void answersADuplicateWithTheSameCheckpoint() throws Exception {
    byte[] segment = bytes(Experiments.segment(1, null, 0, 0));

    send(1, segment);
    send(1, segment);

    List<CheckpointSaved> saved = awaitSaved(1, 2);
    assertThat(saved.get(1).checkpoint()).isEqualTo(saved.get(0).checkpoint());
  }

  @Test
  void whatCannotBeReadGoesToTheDeadLettersAndThePartitionMovesOn() throws Exception {
    byte[] garbage = "{\"run\": 7".getBytes(StandardCharsets.UTF_8);

    send(2, garbage);
    send(2, bytes(Experiments.segment(2, null, 0, 0)));

    awaitSaved(2, 1);
    List<ConsumerRecord<byte[], byte[]>> dead =
        read(Topics.TRAINER_GROUP + Topics.DEAD_LETTER_SUFFIX, 0);
    assertThat(dead).hasSize(1);
    assertThat(dead.getFirst().value()).isEqualTo(garbage);
    assertThat(header(dead.getFirst(), DeadLetterHeaders.REASON))
        .startsWith("not a SegmentRequested");
    assertThat(header(dead.getFirst(), DeadLetterHeaders.TOPIC))
        .isEqualTo(Topics.TRAINING_SEGMENTS);
    assertThat(header(dead.getFirst(), DeadLetterHeaders.PARTITION)).isEqualTo("2");
    assertThat(header(dead.getFirst(), DeadLetterHeaders.OFFSET)).isEqualTo("0");
  }

  private HttpResponse<String> getHealth() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(url + "/q/health")).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private static byte[] bytes(SegmentRequested segment) {
    return Json.writeEvent(segment);
  }

  private void send(int partition, byte[] value) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer
          .send(new ProducerRecord<>(Topics.TRAINING_SEGMENTS, partition, new byte[0], value))
          .get();
    }
  }

  private List<CheckpointSaved> awaitSaved(int partition, int count) {
    return await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> saved(partition), saved -> saved.size() == count);
  }

  private List<CheckpointSaved> saved(int partition) {
    List<CheckpointSaved> saved = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : read(Topics.CHECKPOINTS, partition)) {
      CheckpointSaved event = (CheckpointSaved) Json.read(record.value(), CheckpointEvent.class);
      RunId key = RunId.parse(new String(record.key(), StandardCharsets.UTF_8));
      assertThat(event.run()).isEqualTo(key);
      saved.add(event);
    }
    return saved;
  }

  private List<ConsumerRecord<byte[], byte[]>> read(String topic, int partition) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "group.id",
                UUID.randomUUID().toString(),
                "enable.auto.commit",
                false),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      var topicPartition = new TopicPartition(topic, partition);
      consumer.assign(List.of(topicPartition));
      consumer.seekToBeginning(List.of(topicPartition));
      long end = consumer.endOffsets(List.of(topicPartition)).getOrDefault(topicPartition, 0L);
      List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
      while (consumer.position(topicPartition) < end) {
        all.addAll(consumer.poll(Duration.ofMillis(100)).records(topicPartition));
      }
      return all;
    }
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}

package org.prunescope.pruner.service;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.artifact.FolderArtifactStore;
import org.prunescope.contract.event.CheckpointEvent.CheckpointSaved;
import org.prunescope.contract.event.RunCommand.RunRequested;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.event.RunState;
import org.prunescope.contract.event.SegmentRequested;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.json.Json;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.topic.Topics;
import org.prunescope.kafka.KafkaNode;
import org.prunescope.pruner.FakeTrainer;
import org.prunescope.pruner.Plans;

/** The whole service against a real broker, with several partitions. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class PrunerServiceTest {
  private static final int PARTITIONS = 3;
  private static final Plan PLAN = Plans.plan(2, PARTITIONS);
  private static final ArtifactRef REF = Plans.ref(PLAN);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrapServers;

  @ConfigProperty(name = Surroundings.CONTROLLER_PORT)
  int controllerPort;

  @ConfigProperty(name = Surroundings.FOLDER)
  Path folder;

  @ConfigProperty(name = "prunescope.artifacts.folder")
  Path artifacts;

  @Test
  void waitsForKafkaAndThenTakesEveryRunToItsEndOnItsOwnPartition() throws Exception {
    given().get("/q/health/live").then().statusCode(200);
    given().get("/q/health/ready").then().statusCode(503);
    int port = Integer.parseInt(bootstrapServers.substring(bootstrapServers.indexOf(':') + 1));
    try (KafkaNode kafka = new KafkaNode(folder, port, controllerPort, Map.of())) {
      kafka.start();
      kafka.createTopics(PARTITIONS);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> given().get("/q/health/ready").then().statusCode(200));

      FolderArtifactStore store = new FolderArtifactStore(artifacts);
      store.put(REF, PLAN.write());
      try (KafkaProducer<String, byte[]> producer = producer();
          KafkaConsumer<String, byte[]> consumer = consumer()) {
        producer.send(new ProducerRecord<>(Topics.RUN_COMMANDS, 1, "key", text("garbage"))).get();
        for (RunId run : PLAN.runs().stream().map(PLAN::id).toList()) {
          send(producer, Topics.RUN_COMMANDS, run, new RunRequested(run, REF));
        }

        consumer.subscribe(
            List.of(
                Topics.TRAINING_SEGMENTS,
                Topics.RUN_PROGRESS,
                Topics.RUN_COMMANDS,
                Topics.PRUNER_GROUP + Topics.DEAD_LETTER_SUFFIX));
        FakeTrainer trainer = new FakeTrainer(store, PLAN);
        List<String> segments = new ArrayList<>();
        List<ConsumerRecord<String, byte[]>> deadLetters = new ArrayList<>();
        Map<RunId, RunState> states = new HashMap<>();
        await()
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(1))
            .until(
                () -> {
                  for (var record : consumer.poll(Duration.ofMillis(100))) {
                    switch (record.topic()) {
                      case Topics.TRAINING_SEGMENTS -> {
                        var segment = Json.read(record.value(), SegmentRequested.class);
                        segments.add(segment.run() + " " + segment.target());
                        assertPartition(record, segment.run());
                        CheckpointSaved saved = trainer.train(segment);
                        send(producer, Topics.CHECKPOINTS, saved.run(), saved);
                        send(producer, Topics.CHECKPOINTS, saved.run(), saved);
                      }
                      case Topics.RUN_PROGRESS -> {
                        var progress = Json.read(record.value(), RunProgress.class);
                        states.put(progress.run(), progress.state());
                        assertPartition(record, progress.run());
                      }
                      case Topics.RUN_COMMANDS -> {
                        if (!record.key().equals("key")) {
                          assertPartition(record, RunId.parse(record.key()));
                        }
                      }
                      default -> deadLetters.add(record);
                    }
                  }
                  return states.size() == PLAN.runs().size()
                      && states.values().stream().allMatch(RunState.TRAINED::equals);
                });

        assertThat(segments)
            .doesNotHaveDuplicates()
            .hasSize(2 * PLAN.variants().stream().mapToInt(v -> v.segmentEnds().size()).sum());
        assertThat(deadLetters).hasSize(1);
        assertThat(deadLetters.getFirst().value()).isEqualTo(text("garbage"));
        assertThat(given().get("/q/metrics").asString())
            .contains("prunescope_pruner_ignored_total{reason=\"NOT_OUTSTANDING\"}");
      }
    }
  }

  private static void assertPartition(ConsumerRecord<String, byte[]> record, RunId run) {
    assertThat(record.key()).isEqualTo(run.text());
    assertThat(record.partition())
        .as("%s of %s", record.topic(), run)
        .isEqualTo(PLAN.partition(run));
  }

  private static void send(
      KafkaProducer<String, byte[]> producer, String topic, RunId run, Object event)
      throws Exception {
    producer
        .send(new ProducerRecord<>(topic, PLAN.partition(run), run.text(), Json.writeEvent(event)))
        .get();
  }

  private KafkaProducer<String, byte[]> producer() {
    return new KafkaProducer<>(
        Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
        new StringSerializer(),
        new ByteArraySerializer());
  }

  private KafkaConsumer<String, byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ConsumerConfig.GROUP_ID_CONFIG,
            "test",
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed"),
        new StringDeserializer(),
        new ByteArrayDeserializer());
  }

  private static byte[] text(String text) {
    return text.getBytes(UTF_8);
  }
}

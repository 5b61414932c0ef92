package org.prunescope.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.event.CheckpointEvent;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.NumericEnvironment;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.json.Json;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.plan.PlannedRun;
import org.prunescope.contract.plan.Variant;
import org.prunescope.contract.position.Position;
import org.prunescope.contract.topic.Topics;
import org.prunescope.dataset.DataSets;
import org.prunescope.dataset.ImageDataSet;
import org.prunescope.gateway.algorithm.ExperimentPlanner;
import org.prunescope.gateway.request.ExperimentReader;
import org.prunescope.standalone.stack.StackOptions;

/**
 * What is stored does not depend on the order in which checkpoints arrive, how often they do, or
 * which process measures them: two metrics processes, twenty experiments of the same content, each
 * checkpoint of each delivered twice, anywhere.
 */
class DeliveryOrderTest {
  private static final int ORDERS = 20;
  private static final int COPIES = 2;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final NumericEnvironment ENVIRONMENT =
      new NumericEnvironment("cpu", "any", "none", 1);
  private static final String DUE =
      "select variant from metrics.comparison where revision > computed_revision";

  @Test
  void twoProcessesStoreTheSameWhateverTheOrderOfDelivery() throws Exception {
    try (BareStack stack = new BareStack()) {
      // given
      Experiment request =
          ExperimentReader.read(Json.write(RunningStack.request("delivered.json")));
      ImageDataSet images = DataSets.open(request.dataSet(), Path.of("unused"));
      List<Plan> plans =
          IntStream.range(0, ORDERS).mapToObj(order -> plan(order, request, images)).toList();
      List<List<CheckpointEvent>> events = new ArrayList<>();
      for (Plan plan : plans) {
        events.add(events(plan, stack));
      }
      Delivered delivered = Delivered.to(stack);

      // when
      int published = publish(stack.bootstrapServers(), events);

      // then all are done with; one that was in work when its partition moved is answered twice
      Checkpoints topics = new Checkpoints(stack.bootstrapServers());
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(500))
          .until(() -> topics.handledBy(Topics.METRICS_GROUP) == published);
      assertThat(topics.count(Topics.MEASUREMENTS)).isGreaterThanOrEqualTo(published);
      try (Connection connection = stack.connection()) {
        await()
            .atMost(PATIENCE)
            .pollInSameThread()
            .until(() -> MetricsTables.strings(connection, DUE).isEmpty());
        assertThatBothMeasured(delivered, published);
        assertThatAllAreTheSame(connection, plans);
      }
    }
  }

  private static void assertThatBothMeasured(Delivered delivered, int published) {
    System.out.printf(
        "%d checkpoints delivered; measured by the two processes: %d and %d%n",
        published, delivered.first.get(), delivered.second.get());
    assertThat(delivered.first.get()).isPositive();
    assertThat(delivered.second.get()).isPositive();
  }

  private static void assertThatAllAreTheSame(Connection connection, List<Plan> plans)
      throws SQLException {
    SortedMap<String, List<String>> expected =
        MetricsTables.rows(connection, plans.getFirst().experiment());
    SortedMap<String, List<String>> lasting = new TreeMap<>(expected);
    assertThat(lasting.remove("measurement_start")).as("starts that came to no end").isEmpty();
    assertThat(lasting.remove("deleted_experiment")).as("what was deleted").isEmpty();
    assertThat(lasting).as("tables of one experiment").doesNotContainValue(List.of());
    assertThat(expected.get("measurement")).hasSize(8).doesNotHaveDuplicates();
    assertThat(expected.get("failed_measurement")).hasSize(1);
    assertThat(expected.get("comparison_result"))
        .hasSize(2)
        .anyMatch(row -> row.contains("\"seeds\": [0, 1, 2]"))
        .anyMatch(row -> row.contains("\"seeds\": [0, 1]"))
        .noneMatch(row -> row.contains("\"mean_taxicab\": 0,"));
    for (Plan plan : plans) {
      assertThat(MetricsTables.rows(connection, plan.experiment()))
          .as(plan.experiment().value())
          .isEqualTo(expected);
    }
  }

  /** Two metrics processes, and how many checkpoints each says that it has measured. */
  private record Delivered(AtomicInteger first, AtomicInteger second) {
    static Delivered to(BareStack stack) {
      Delivered delivered = new Delivered(new AtomicInteger(), new AtomicInteger());
      var first = stack.start("metrics", "metrics-service", line -> count(line, delivered.first));
      stack.awaitReady(first);
      var second = stack.start("metrics", "metrics-service", line -> count(line, delivered.second));
      stack.awaitReady(second);
      return delivered;
    }

    private static void count(String line, AtomicInteger measured) {
      if (line.contains("measured run=")) {
        measured.incrementAndGet();
      }
    }
  }

  private static Plan plan(int order, Experiment request, ImageDataSet images) {
    return ExperimentPlanner.plan(
        new ExperimentId("order%02d".formatted(order)),
        request,
        images.fingerprint(),
        Collections.nCopies(StackOptions.DEFAULT_PARTITIONS, 0L));
  }

  /** Every measured checkpoint of the plan, stored; the last run's cannot be measured. */
  private static List<CheckpointEvent> events(Plan plan, BareStack stack) throws IOException {
    byte[] planBytes = plan.write();
    ArtifactRef planRef = ArtifactRef.plan(plan.experiment(), planBytes);
    stack.artifacts().put(planRef, planBytes);
    List<CheckpointEvent> events = new ArrayList<>();
    for (PlannedRun run : plan.runs()) {
      Variant variant = plan.variant(run.variant());
      for (Position position : variant.measured()) {
        byte[] bytes = checkpoint(plan, run, variant);
        ArtifactRef ref = ArtifactRef.checkpoint(plan.id(run), 1, position, bytes);
        stack.artifacts().put(ref, bytes);
        events.add(saved(plan.id(run), planRef, new CheckpointRef(position, ref)));
      }
    }
    return events;
  }

  private static byte[] checkpoint(Plan plan, PlannedRun run, Variant variant) {
    int classes = plan.dataSet().classes().size();
    return run.equals(plan.runs().getLast())
        ? UntrainedNetworks.divergedCheckpoint(plan.request().architecture(), classes)
        : UntrainedNetworks.checkpoint(
            plan.request().architecture(), classes, run.seed(), variant.sparsity());
  }

  private static CheckpointEvent saved(RunId run, ArtifactRef plan, CheckpointRef checkpoint) {
    return new CheckpointEvent.CheckpointSaved(run, plan, 1, checkpoint, ENVIRONMENT, 0, 0);
  }

  /** Both copies of a checkpoint on any partition each, so that both processes may have it. */
  private static int publish(String bootstrapServers, List<List<CheckpointEvent>> experiments) {
    int published = 0;
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new StringSerializer(),
            new ByteArraySerializer())) {
      for (int order = 0; order < experiments.size(); order++) {
        Random random = new Random(order);
        List<CheckpointEvent> deliveries = new ArrayList<>();
        for (int copy = 0; copy < COPIES; copy++) {
          deliveries.addAll(experiments.get(order));
        }
        Collections.shuffle(deliveries, random);
        for (CheckpointEvent event : deliveries) {
          int partition = random.nextInt(StackOptions.DEFAULT_PARTITIONS);
          var unused =
              producer.send(
                  new ProducerRecord<>(
                      Topics.CHECKPOINTS, partition, event.run().text(), Json.writeEvent(event)));
          published++;
        }
      }
    }
    return published;
  }
}

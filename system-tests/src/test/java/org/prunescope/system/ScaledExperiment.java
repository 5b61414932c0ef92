package org.prunescope.system;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.event.CheckpointEvent;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.NumericEnvironment;
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

/**
 * An experiment of any size as it is when all its runs are measured, without training any: planned
 * by a real gateway, registered and compared by a real metrics service, its measurements drawn from
 * a model ({@link ModelledNetworks}) and written into the table.
 */
final class ScaledExperiment {
  private static final Duration PATIENCE = Duration.ofMinutes(30);
  private static final String KNOWN = "select id from metrics.experiment where id = ?";
  private static final String DUE =
      "select variant from metrics.comparison where revision > computed_revision";

  private static final String MEASUREMENT =
      """
      insert into metrics.measurement (
        run, attempt, phase, step, stage, checkpoint, measured_at, duration_millis,
        accuracy, loss, sparsity, scored_samples, mean_q, mean_z, mean_l1, class_recall,
        predicted_label, confidence, q, z, l1,
        support_samples, mean_depth_final_prediction, mean_depth_true_label,
        depth_final_prediction, depth_true_label, pc1, pc2, pc1_share, pc2_share)
      values (
        ?, 1, ?, ?, ?, ?, now(), 1000, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
        ?, ?, 0.3, 0.2)
      """;

  private final BareStack stack;
  private final Gateway gateway;

  /**
   * @param stack on which a gateway and a metrics service run
   */
  ScaledExperiment(BareStack stack, Gateway gateway) {
    this.stack = stack;
    this.gateway = gateway;
  }

  /** The published grid, 22 variants of 30 runs of 10,000 samples, on images that are drawn. */
  static ObjectNode publishedGrid() {
    ObjectNode request = new JsonMapper().createObjectNode();
    request.put("preset", "corti-2022").put("name", "published grid, modelled");
    request
        .putObject("dataSet")
        .put("name", "shapes")
        .put("seed", 0)
        .put("trainSamples", 50_000)
        .put("testSamples", 10_000);
    return request;
  }

  /** Returns when every run is measured and every comparison made. */
  ExperimentId fill(ObjectNode request, long seed) throws Exception {
    ExperimentId id = gateway.submit(request);
    var shown = gateway.show(id).required("plan");
    ArtifactRef planRef =
        new ArtifactRef(
            shown.required("key").asText(),
            shown.required("sha256").asText(),
            shown.required("bytes").asLong());
    Plan plan = Plan.read(stack.artifacts().get(planRef));
    ImageDataSet images = DataSets.open(plan.request().dataSet(), Path.of("unused"));
    try (Connection connection = stack.connection()) {
      register(plan, planRef, connection);
      connection.setAutoCommit(false);
      writeDataSet(images, connection);
      writeMeasurements(plan, images, seed, connection);
      GatewayHistory.write(plan, connection);
      execute(
          connection,
          "update metrics.comparison set revision = revision + 1 where variant like ? || '/%'",
          id);
      execute(
          connection,
          "update gateway.run set state = 'MEASURED', updates_made = updates where experiment = ?",
          id);
      connection.commit();
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(1))
          .pollInSameThread()
          .until(
              () -> {
                boolean computed = MetricsTables.strings(connection, DUE).isEmpty();
                connection.commit();
                return computed;
              });
    }
    return id;
  }

  /** Metrics learns of a plan with its first checkpoint, even where that is not measured. */
  private void register(Plan plan, ArtifactRef planRef, Connection connection) throws Exception {
    PlannedRun trunk =
        plan.runs().stream()
            .filter(run -> plan.variant(run.variant()).fork() == null)
            .findFirst()
            .orElseThrow();
    RunId run = plan.id(trunk);
    Position start = Position.trained(0, 0);
    CheckpointEvent event =
        new CheckpointEvent.CheckpointSaved(
            run,
            planRef,
            1,
            new CheckpointRef(start, ArtifactRef.checkpoint(run, 1, start, new byte[0])),
            new NumericEnvironment("cpu", "any", "none", 1),
            0,
            0);
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", stack.bootstrapServers()),
            new StringSerializer(),
            new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  Topics.CHECKPOINTS, trunk.partition(), run.text(), Json.writeEvent(event)))
          .get();
    }
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInSameThread()
        .until(
            () -> !MetricsTables.strings(connection, KNOWN, plan.experiment().value()).isEmpty());
  }

  private static void writeDataSet(ImageDataSet images, Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "insert into metrics.data_set (sha256, classes, test_labels) values (?, ?, ?)"
                + " on conflict do nothing")) {
      statement.setString(1, images.fingerprint().sha256());
      statement.setArray(2, connection.createArrayOf("text", images.classes().toArray()));
      statement.setObject(3, images.test().labels());
      statement.execute();
    }
  }

  private static void writeMeasurements(
      Plan plan, ImageDataSet images, long seed, Connection connection) throws SQLException {
    ModelledNetworks networks =
        new ModelledNetworks(images.test().labels(), images.classes().size(), seed);
    try (PreparedStatement statement = connection.prepareStatement(MEASUREMENT)) {
      for (PlannedRun run : plan.runs()) {
        Variant variant = plan.variant(run.variant());
        Position position = variant.measured().getLast();
        ModelledNetworks.Network network =
            networks.network(
                plan.variants().indexOf(variant), run.seed(), Math.pow(variant.sparsity(), 2));
        write(statement, plan, run, position, variant.sparsity(), network);
      }
    }
  }

  private static void write(
      PreparedStatement statement,
      Plan plan,
      PlannedRun run,
      Position position,
      double sparsity,
      ModelledNetworks.Network network)
      throws SQLException {
    int at = 1;
    statement.setString(at++, plan.id(run).text());
    statement.setInt(at++, position.phase());
    statement.setInt(at++, position.step());
    statement.setString(at++, position.stage().text());
    statement.setString(at++, ArtifactRef.checkpoint(plan.id(run), 1, position, new byte[0]).key());
    statement.setDouble(at++, network.accuracy());
    statement.setDouble(at++, 0.3);
    statement.setDouble(at++, sparsity);
    statement.setInt(at++, network.q().length);
    statement.setDouble(at++, mean(network.q()));
    statement.setDouble(at++, mean(network.z()));
    statement.setDouble(at++, mean(network.l1()));
    statement.setObject(at++, network.recalls());
    statement.setObject(at++, network.predictions());
    statement.setObject(at++, network.confidence());
    statement.setObject(at++, network.q());
    statement.setObject(at++, network.z());
    statement.setObject(at++, network.l1());
    boolean deep = plan.request().measurement().measuresDepthOf(run.seed());
    statement.setObject(at++, deep ? plan.dataSet().trainSamples() : null, Types.INTEGER);
    Double meanDepth = deep ? mean(network.depth()) : null;
    statement.setObject(at++, meanDepth, Types.DOUBLE);
    statement.setObject(at++, meanDepth, Types.DOUBLE);
    setDepth(statement, at++, deep, network.depth());
    setDepth(statement, at++, deep, network.depth());
    statement.setObject(at++, network.pc1());
    statement.setObject(at, network.pc2());
    statement.execute();
  }

  private static void setDepth(PreparedStatement statement, int at, boolean deep, short[] depth)
      throws SQLException {
    if (deep) {
      statement.setObject(at, depth);
    } else {
      statement.setNull(at, Types.ARRAY);
    }
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double mean(short[] values) {
    double sum = 0;
    for (short value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static void execute(Connection connection, String update, ExperimentId id)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(update)) {
      statement.setString(1, id.value());
      statement.execute();
    }
  }
}

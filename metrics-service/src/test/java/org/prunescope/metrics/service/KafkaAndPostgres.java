package org.prunescope.metrics.service;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.topic.Topics;

/** A Kafka node and a PostgreSQL server in this JVM, once for the module's tests. */
public final class KafkaAndPostgres implements QuarkusTestResourceLifecycleManager {
  static final int PARTITIONS = 4;

  private @Nullable KafkaRaftServer broker;
  private @Nullable EmbeddedPostgres postgres;

  @Override
  public Map<String, String> start() {
    try {
      Path folder = Files.createTempDirectory("metrics-test-");
      int port = freePort();
      broker = startBroker(folder.resolve("kafka"), port, freePort());
      String bootstrap = "127.0.0.1:" + port;
      createTopics(bootstrap);
      postgres = EmbeddedPostgres.builder().start();
      return Map.of(
          "kafka.bootstrap.servers",
          bootstrap,
          "quarkus.datasource.jdbc.url",
          postgres.getJdbcUrl("postgres", "postgres"),
          "quarkus.datasource.username",
          "postgres",
          "quarkus.datasource.password",
          "postgres",
          "prunescope.artifacts.folder",
          folder.resolve("artifacts").toString(),
          "prunescope.data-sets.folder",
          folder.resolve("data-sets").toString(),
          "prunescope.metrics.poll",
          "1s");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    if (broker != null) {
      broker.shutdown();
      broker.awaitShutdown();
    }
    if (postgres != null) {
      try {
        postgres.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static KafkaRaftServer startBroker(Path folder, int port, int controllerPort)
      throws IOException {
    Properties settings = new Properties();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", "1");
    settings.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    settings.put(
        "listeners",
        "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controllerPort));
    settings.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("log.dirs", folder.resolve("log").toString());
    settings.put("auto.create.topics.enable", "false");
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("offsets.topic.num.partitions", "1");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("group.initial.rebalance.delay.ms", "0");
    settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20));

    Files.createDirectories(folder);
    Path file = folder.resolve("server.properties");
    try (var writer = Files.newBufferedWriter(file)) {
      settings.store(writer, null);
    }
    String[] format = {
      "format", "--cluster-id", Uuid.randomUuid().toString(), "--config", file.toString()
    };
    int status = StorageTool.execute(format, new PrintStream(System.out, true));
    if (status != 0) {
      throw new IOException("formatting ended with " + status);
    }
    KafkaRaftServer server =
        new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
    server.startup();
    return server;
  }

  private static void createTopics(String bootstrap) throws IOException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(Topics.CHECKPOINTS, PARTITIONS, (short) 1),
                  new NewTopic(Topics.MEASUREMENTS, PARTITIONS, (short) 1),
                  new NewTopic(Topics.MEASUREMENT_REQUESTS, PARTITIONS, (short) 1),
                  new NewTopic(Topics.EXPERIMENT_DELETIONS, PARTITIONS, (short) 1),
                  new NewTopic(Topics.METRICS_GROUP + Topics.DEAD_LETTER_SUFFIX, 1, (short) 1)))
          .all()
          .get();
    } catch (ExecutionException e) {
      throw new IOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}

package org.prunescope.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;

/**
 * One Kafka node that is broker and controller, in this JVM, on disk, listening on the loopback
 * address only. It may be closed and started again on the same folder.
 *
 * <p>The quorum is named statically, not written into the metadata log, so that the ports may
 * change from one start to the next.
 */
public final class KafkaNode implements AutoCloseable {
  private final Path folder;
  private final int port;
  private final Map<String, String> settings;
  private volatile @Nullable KafkaRaftServer server;

  /**
   * A node that is not started yet.
   *
   * @param folder of its data, made where it is missing
   * @param port for clients
   * @param controllerPort for itself
   * @param more Kafka's own settings, laid over those that the node has
   */
  public KafkaNode(Path folder, int port, int controllerPort, Map<String, String> more) {
    this.folder = folder;
    this.port = port;
    this.settings = settings(folder, port, controllerPort);
    settings.putAll(more);
  }

  /** A node on free ports that is not started yet. */
  public static KafkaNode onFreePorts(Path folder, Map<String, String> more) throws IOException {
    // Open at a time, lest they be the same.
    try (ServerSocket clients = freePort();
        ServerSocket controller = freePort()) {
      return new KafkaNode(folder, clients.getLocalPort(), controller.getLocalPort(), more);
    }
  }

  /** A started node on free ports with the loop's topics. */
  public static KafkaNode withTopics(Path folder, int partitions, Map<String, String> more)
      throws IOException {
    KafkaNode node = onFreePorts(folder, more);
    node.start();
    node.createTopics(partitions);
    return node;
  }

  /** Starts, with what the folder holds. */
  public void start() throws IOException {
    if (!Files.exists(folder.resolve("log/meta.properties"))) {
      format();
    }
    KafkaRaftServer started =
        new KafkaRaftServer(KafkaConfig.fromProps(properties(), false), Time.SYSTEM);
    server = started;
    started.startup();
  }

  /** Makes the loop's topics, of which none is there yet. */
  public void createTopics(int partitions) throws IOException {
    Map<String, Object> client =
        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers());
    try (Admin admin = Admin.create(client)) {
      admin.createTopics(LoopTopics.topics(partitions, 1)).all().get();
    } catch (ExecutionException e) {
      throw new IOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /** Returns once a started node has ended. */
  public void awaitEnd() {
    KafkaRaftServer running = server;
    if (running != null) {
      running.awaitShutdown();
    }
  }

  /** Ends it in order; what it holds stays in the folder. */
  @Override
  public void close() {
    KafkaRaftServer running = server;
    if (running != null) {
      running.shutdown();
      awaitEnd();
    }
  }

  private void format() throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve("server.properties");
    try (var writer = Files.newBufferedWriter(file)) {
      properties().store(writer, null);
    }
    String[] command = {
      "format", "--cluster-id", Uuid.randomUuid().toString(), "--config", file.toString()
    };
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int status = StorageTool.execute(command, new PrintStream(said, true, UTF_8));
    if (status != 0) {
      throw new IOException("formatting %s failed: %s".formatted(folder, said.toString(UTF_8)));
    }
  }

  private Properties properties() {
    Properties properties = new Properties();
    properties.putAll(settings);
    return properties;
  }

  private static Map<String, String> settings(Path folder, int port, int controllerPort) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", "1");
    settings.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    settings.put(
        "listeners",
        "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controllerPort));
    settings.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("log.dirs", folder.resolve("log").toString());

    // Topics are made once, by name; a misspelt one must fail.
    settings.put("auto.create.topics.enable", "false");
    settings.put("offsets.retention.minutes", Integer.toString(365 * 24 * 60));

    // One node: one replica of everything, and few partitions of the inner topics.
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("offsets.topic.num.partitions", "4");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("transaction.state.log.num.partitions", "4");
    // What a killed pruner left open is closed as soon as it has timed out.
    settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
    settings.put("share.coordinator.state.topic.replication.factor", "1");
    settings.put("share.coordinator.state.topic.min.isr", "1");
    settings.put("group.initial.rebalance.delay.ms", "0");
    settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20));

    // A killed service's work moves on after 6 s instead of Kafka's 45.
    settings.put("group.consumer.min.session.timeout.ms", "6000");
    settings.put("group.consumer.session.timeout.ms", "6000");
    settings.put("group.consumer.min.heartbeat.interval.ms", "2000");
    settings.put("group.consumer.heartbeat.interval.ms", "2000");
    // After a crash the node waits until its predecessor's session has run out.
    settings.put("broker.heartbeat.interval.ms", "500");
    settings.put("broker.session.timeout.ms", "3000");
    return settings;
  }

  private static ServerSocket freePort() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }
}

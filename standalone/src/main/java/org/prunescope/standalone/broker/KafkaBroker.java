package org.prunescope.standalone.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.prunescope.contract.process.ParentWatch;

/**
 * One Kafka node that is broker and controller, on disk, listening on the loopback address only:
 * {@code KafkaBroker FOLDER PORT CONTROLLER_PORT [SETTING=VALUE]...}.
 *
 * <p>The quorum is named statically, not written into the metadata log, so that the ports may
 * change from one start to the next.
 */
public final class KafkaBroker {
  private KafkaBroker() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    Map<String, String> settings =
        settings(folder, Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
    for (String argument : List.of(arguments).subList(3, arguments.length)) {
      int equals = argument.indexOf('=');
      settings.put(argument.substring(0, equals), argument.substring(equals + 1));
    }
    if (!Files.exists(folder.resolve("log/meta.properties"))) {
      format(folder, settings);
    }

    KafkaRaftServer server =
        new KafkaRaftServer(KafkaConfig.fromProps(properties(settings), false), Time.SYSTEM);
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "broker-shutdown"));
    server.startup();
    ParentWatch.start();
    server.awaitShutdown();
  }

  private static void format(Path folder, Map<String, String> settings) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve("server.properties");
    try (var writer = Files.newBufferedWriter(file)) {
      properties(settings).store(writer, null);
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

  private static Properties properties(Map<String, String> settings) {
    Properties properties = new Properties();
    properties.putAll(settings);
    return properties;
  }

  static Map<String, String> settings(Path folder, int port, int controllerPort) {
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
}

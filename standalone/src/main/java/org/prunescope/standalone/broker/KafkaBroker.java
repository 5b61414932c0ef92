package org.prunescope.standalone.broker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.prunescope.contract.process.ParentWatch;
import org.prunescope.kafka.KafkaNode;

/**
 * A Kafka node as a process: {@code KafkaBroker FOLDER PORT CONTROLLER_PORT [SETTING=VALUE]...}.
 */
public final class KafkaBroker {
  private KafkaBroker() {}

  public static void main(String[] arguments) {
    Map<String, String> settings = new HashMap<>();
    for (String argument : List.of(arguments).subList(3, arguments.length)) {
      int equals = argument.indexOf('=');
      settings.put(argument.substring(0, equals), argument.substring(equals + 1));
    }
    KafkaNode node =
        new KafkaNode(
            Path.of(arguments[0]),
            Integer.parseInt(arguments[1]),
            Integer.parseInt(arguments[2]),
            settings);
    ParentWatch.start();
    try {
      node.start();
    } catch (IOException | RuntimeException | Error e) {
      // Of a node that has not started threads live on, and an orderly end waits for it for ever.
      e.printStackTrace();
      Runtime.getRuntime().halt(1);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(node::close, "broker-shutdown"));
    node.awaitEnd();
  }
}

package org.prunescope.standalone.stack;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.prunescope.standalone.broker.KafkaBroker;
import org.prunescope.standalone.process.ChildProcess;
import org.prunescope.standalone.process.Ports;
import org.prunescope.standalone.process.Program;

/** The broker of a data folder. */
final class Kafka {
  private final int port;
  private final int partitions;
  private final Part part;

  Kafka(Installation installation, DataFolder folder, StackOptions options, int port) {
    this.port = port;
    this.partitions = options.partitions();
    List<String> command = new ArrayList<>(List.of(installation.startScript(), "kafka"));
    if (Runtime.version().feature() >= 23) {
      // Kafka unmaps its indices in a way that newer JDKs complain about; older ones lack the
      // option.
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(KafkaBroker.class.getName());
    command.add(folder.kafka().toString());
    command.addAll(List.of(Integer.toString(port), Integer.toString(Ports.free())));
    for (Map.Entry<String, String> setting : options.brokerSettings().entrySet()) {
      command.add(setting.getKey() + "=" + setting.getValue());
    }
    this.part = new Part(new Program("kafka", command, Stack.CHILD_ENVIRONMENT), this::isReady);
  }

  Part part() {
    return part;
  }

  String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  void createTopics() {
    TopicCreation.create(bootstrapServers(), Map.of(), partitions, 1);
  }

  private boolean isReady(ChildProcess child) {
    // Asking the port first spares the client's complaints about a broker that is not there yet.
    if (!Probes.accepts(port)) {
      return false;
    }
    try (Admin admin = TopicCreation.admin(bootstrapServers(), Map.of())) {
      return !admin.describeCluster().nodes().get(5, SECONDS).isEmpty();
    } catch (ExecutionException | TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

package org.prunescope.standalone.stack;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.TopicConfig;
import org.prunescope.contract.topic.Topics;
import org.prunescope.standalone.RefusedException;
import org.prunescope.standalone.broker.KafkaBroker;
import org.prunescope.standalone.process.ChildProcess;
import org.prunescope.standalone.process.Program;

/** The broker of a data folder, and its topics. */
final class Kafka {
  private static final int CALL_SECONDS = 30;
  private static final int DAY_MILLIS = 24 * 60 * 60 * 1000;

  private final int port;
  private final int partitions;
  private final Part part;

  Kafka(
      Installation installation, DataFolder folder, int port, int controllerPort, int partitions) {
    this.port = port;
    this.partitions = partitions;
    List<String> command = new ArrayList<>(List.of(installation.startScript(), "kafka"));
    if (Runtime.version().feature() >= 23) {
      // Kafka unmaps its indices in a way that newer JDKs complain about; older ones lack the
      // option.
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(KafkaBroker.class.getName());
    command.add(folder.kafka().toString());
    command.addAll(List.of(Integer.toString(port), Integer.toString(controllerPort)));
    this.part = new Part(new Program("kafka", command, Stack.CHILD_ENVIRONMENT), this::isReady);
  }

  Part part() {
    return part;
  }

  String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /**
   * Makes the topics that are missing.
   *
   * @throws RefusedException where a topic is there with another number of partitions: which run
   *     lives on which partition is decided for ever
   */
  void createTopics() {
    try (Admin admin = admin()) {
      Set<String> present = admin.listTopics().names().get(CALL_SECONDS, SECONDS);
      List<NewTopic> missing =
          topics(partitions).stream().filter(topic -> !present.contains(topic.name())).toList();
      admin.createTopics(missing).all().get(CALL_SECONDS, SECONDS);

      List<String> partitioned = Topics.PARTITIONED.stream().filter(present::contains).toList();
      Map<String, TopicDescription> descriptions =
          admin.describeTopics(partitioned).allTopicNames().get(CALL_SECONDS, SECONDS);
      descriptions.forEach((topic, description) -> checkPartitions(description));
    } catch (ExecutionException | TimeoutException e) {
      throw new RefusedException("Kafka's topics cannot be made: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RefusedException("Interrupted while Kafka's topics were made.", e);
    }
  }

  private void checkPartitions(TopicDescription topic) {
    int present = topic.partitions().size();
    if (present != partitions) {
      throw new RefusedException(
          "This data folder's topics have %d partitions for ever, not %d: give --partitions %d."
              .formatted(present, partitions, present));
    }
  }

  /** All topics of the loop, as they are made on one node. */
  static List<NewTopic> topics(int partitions) {
    List<NewTopic> topics = new ArrayList<>();
    for (String name : Topics.PARTITIONED) {
      topics.add(topic(name, partitions));
    }
    for (String name : Topics.DEAD_LETTERS) {
      topics.add(topic(name, 1));
    }
    return topics;
  }

  private static NewTopic topic(String name, int partitions) {
    Map<String, String> settings = new HashMap<>();
    switch (name) {
      case Topics.RUN_PROGRESS ->
          settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
      case Topics.TRAINING_METRICS ->
          settings.put(TopicConfig.RETENTION_MS_CONFIG, Integer.toString(DAY_MILLIS));
      default -> settings.put(TopicConfig.RETENTION_MS_CONFIG, "-1");
    }
    return new NewTopic(name, partitions, (short) 1).configs(settings);
  }

  private boolean isReady(ChildProcess child) {
    // Asking the port first spares the client's complaints about a broker that is not there yet.
    if (!Probes.accepts(port)) {
      return false;
    }
    try (Admin admin = admin()) {
      return !admin.describeCluster().nodes().get(5, SECONDS).isEmpty();
    } catch (ExecutionException | TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Admin admin() {
    return Admin.create(
        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, (Object) bootstrapServers()));
  }
}

package org.prunescope.standalone.stack;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.time.Duration;
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

/** The topics of the loop, made on any Kafka: one's own or an installed one. */
public final class LoopTopics {
  private static final int CALL_SECONDS = 30;

  private LoopTopics() {}

  /**
   * Makes the topics that are missing.
   *
   * @param bootstrapServers of the Kafka
   * @param partitions of every topic but the dead letters', which have one
   * @param replicas of every partition
   * @throws RefusedException where Kafka does not answer, or a topic is there with another number
   *     of partitions: which run lives on which partition is decided for ever
   */
  public static void create(String bootstrapServers, int partitions, int replicas) {
    try (Admin admin = admin(bootstrapServers)) {
      Set<String> present = admin.listTopics().names().get(CALL_SECONDS, SECONDS);
      List<NewTopic> missing =
          topics(partitions, replicas).stream()
              .filter(topic -> !present.contains(topic.name()))
              .toList();
      admin.createTopics(missing).all().get(CALL_SECONDS, SECONDS);

      List<String> partitioned = Topics.PARTITIONED.stream().filter(present::contains).toList();
      admin
          .describeTopics(partitioned)
          .allTopicNames()
          .get(CALL_SECONDS, SECONDS)
          .values()
          .forEach(topic -> checkPartitions(topic, partitions));
    } catch (ExecutionException | TimeoutException e) {
      throw new RefusedException(
          "Kafka at %s does not make the topics: %s.".formatted(bootstrapServers, e.getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RefusedException("Interrupted while the topics were made.", e);
    }
  }

  static Admin admin(String bootstrapServers) {
    return Admin.create(
        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, (Object) bootstrapServers));
  }

  private static void checkPartitions(TopicDescription topic, int partitions) {
    int present = topic.partitions().size();
    if (present != partitions) {
      throw new RefusedException(
          "The topics were made with %d partitions, for ever: give --partitions %d."
              .formatted(present, present));
    }
  }

  /** Every topic of the loop, as it is made. */
  public static List<NewTopic> topics(int partitions, int replicas) {
    List<NewTopic> topics = new ArrayList<>();
    for (String name : Topics.PARTITIONED) {
      topics.add(topic(name, partitions, replicas));
    }
    for (String name : Topics.DEAD_LETTERS) {
      topics.add(topic(name, 1, replicas));
    }
    return topics;
  }

  private static NewTopic topic(String name, int partitions, int replicas) {
    Map<String, String> settings = new HashMap<>();
    switch (name) {
      case Topics.RUN_PROGRESS ->
          settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
      case Topics.TRAINING_METRICS ->
          settings.put(
              TopicConfig.RETENTION_MS_CONFIG, Long.toString(Duration.ofDays(1).toMillis()));
      default -> settings.put(TopicConfig.RETENTION_MS_CONFIG, "-1");
    }
    return new NewTopic(name, partitions, (short) replicas).configs(settings);
  }
}

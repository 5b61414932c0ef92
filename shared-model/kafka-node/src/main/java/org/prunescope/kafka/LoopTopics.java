package org.prunescope.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.prunescope.contract.topic.Topics;

/**
 * The loop's topics as they are made on any Kafka: how long each keeps what, and on how many
 * partitions.
 */
public final class LoopTopics {
  private LoopTopics() {}

  /**
   * Every topic.
   *
   * @param partitions of every topic but the dead letters', which have one
   * @param replicas of every partition
   */
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

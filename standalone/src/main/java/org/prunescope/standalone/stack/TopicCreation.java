package org.prunescope.standalone.stack;

import static java.util.concurrent.TimeUnit.SECONDS;

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
import org.prunescope.contract.topic.Topics;
import org.prunescope.kafka.LoopTopics;
import org.prunescope.standalone.RefusedException;

/** Makes the loop's topics on any Kafka: one's own or an installed one. */
public final class TopicCreation {
  private static final int CALL_SECONDS = 30;

  private TopicCreation() {}

  /**
   * Makes the topics that are missing.
   *
   * @param bootstrapServers of the Kafka
   * @param access how a client may come in there; empty where nothing is asked of it
   * @param partitions of every topic but the dead letters', which have one
   * @param replicas of every partition
   * @throws RefusedException where Kafka does not answer, or a topic is there with another number
   *     of partitions: which run lives on which partition is decided for ever
   */
  public static void create(
      String bootstrapServers, Map<String, String> access, int partitions, int replicas) {
    try (Admin admin = admin(bootstrapServers, access)) {
      Set<String> present = admin.listTopics().names().get(CALL_SECONDS, SECONDS);
      List<NewTopic> missing =
          LoopTopics.topics(partitions, replicas).stream()
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

  static Admin admin(String bootstrapServers, Map<String, String> access) {
    Map<String, Object> settings = new HashMap<>(access);
    settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    return Admin.create(settings);
  }

  private static void checkPartitions(TopicDescription topic, int partitions) {
    int present = topic.partitions().size();
    if (present != partitions) {
      throw new RefusedException(
          "The topics were made with %d partitions, for ever: give --partitions %d, or another folder of data."
              .formatted(present, present));
    }
  }
}

package org.prunescope.gateway.messaging;

import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.prunescope.contract.topic.Topics;

/**
 * What is on Kafka and somebody has still to read, or is at work on: what is done with is
 * committed.
 */
@ApplicationScoped
public class UnreadRecords {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(200);

  /** Whatever takes a run further is on one of these, by the group that takes it. */
  private static final Map<String, List<String>> TOPICS =
      Map.of(
          Topics.PRUNER_GROUP,
          List.of(Topics.RUN_COMMANDS, Topics.CHECKPOINTS),
          Topics.TRAINER_GROUP,
          List.of(Topics.TRAINING_SEGMENTS),
          Topics.GATEWAY_GROUP,
          List.of(Topics.RUN_PROGRESS));

  private final Map<String, Object> kafka;

  UnreadRecords(@Identifier("default-kafka-broker") Map<String, Object> kafka) {
    this.kafka = Map.copyOf(kafka);
  }

  /**
   * The keys of the records on these partitions that are still to be read: texts of runs.
   *
   * @throws org.apache.kafka.common.KafkaException where Kafka does not answer
   */
  public Set<String> keys(Set<Integer> partitions) {
    Set<String> keys = new HashSet<>();
    TOPICS.forEach((group, topics) -> keys.addAll(keys(group, topics, partitions)));
    return keys;
  }

  private Set<String> keys(String group, List<String> topics, Set<Integer> numbers) {
    Set<TopicPartition> partitions =
        topics.stream()
            .flatMap(topic -> numbers.stream().map(number -> new TopicPartition(topic, number)))
            .collect(Collectors.toSet());
    Set<String> keys = new HashSet<>();
    try (KafkaConsumer<String, byte[]> reader = reader(group)) {
      Map<TopicPartition, Long> ends = reader.endOffsets(partitions, PATIENCE);
      Map<TopicPartition, OffsetAndMetadata> committed = reader.committed(partitions, PATIENCE);
      reader.assign(partitions);
      for (TopicPartition partition : partitions) {
        OffsetAndMetadata next = committed.get(partition);
        if (next == null) {
          reader.seekToBeginning(Set.of(partition));
        } else {
          reader.seek(partition, next);
        }
      }
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (ends.keySet().stream().anyMatch(one -> reader.position(one) < end(ends, one))) {
        if (System.nanoTime() > deadline) {
          throw new TimeoutException("what %s has not read takes too long".formatted(group));
        }
        for (ConsumerRecord<String, byte[]> record : reader.poll(POLL)) {
          keys.add(record.key());
        }
      }
    }
    return keys;
  }

  private static long end(Map<TopicPartition, Long> ends, TopicPartition partition) {
    return Objects.requireNonNull(ends.get(partition));
  }

  /** It joins no group: it only asks what that has committed. */
  private KafkaConsumer<String, byte[]> reader(String group) {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
  }
}

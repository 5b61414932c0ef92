package org.prunescope.gateway.messaging;

import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
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
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.topic.Topics;
import org.prunescope.gateway.persistence.SilentRuns.Silent;

/**
 * What is on Kafka and somebody has still to read, or is at work on: what is done with is
 * committed.
 */
@ApplicationScoped
public class UnreadRecords {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int FETCH_BYTES = 4 << 20;

  /**
   * Whatever takes a run further is on one of these, and leaves its place for one that is looked at
   * later, or for the gateway's tables: so it is not missed while it moves.
   */
  private static final List<Readers> READERS =
      List.of(
          new Readers(Topics.TRAINER_GROUP, List.of(Topics.TRAINING_SEGMENTS)),
          new Readers(Topics.PRUNER_GROUP, List.of(Topics.RUN_COMMANDS, Topics.CHECKPOINTS)),
          new Readers(
              Topics.METRICS_GROUP, List.of(Topics.CHECKPOINTS, Topics.MEASUREMENT_REQUESTS)),
          new Readers(Topics.GATEWAY_GROUP, List.of(Topics.RUN_PROGRESS, Topics.MEASUREMENTS)));

  private final Map<String, Object> kafka;

  UnreadRecords(@Identifier("default-kafka-broker") Map<String, Object> kafka) {
    this.kafka = Map.copyOf(kafka);
  }

  private record Readers(String group, List<String> topics) {}

  /**
   * Those of the runs of which a record is still to be read.
   *
   * @throws org.apache.kafka.common.KafkaException where Kafka does not answer
   */
  public Set<RunId> of(Collection<Silent> runs) {
    Set<RunId> found = new HashSet<>();
    if (runs.isEmpty()) {
      return found;
    }
    Map<String, RunId> byKey =
        runs.stream().collect(Collectors.toMap(one -> one.run().text(), Silent::run));
    Set<Integer> partitions = runs.stream().map(Silent::partition).collect(Collectors.toSet());
    for (Readers readers : READERS) {
      find(readers, partitions, byKey, found);
    }
    return found;
  }

  private void find(
      Readers readers, Set<Integer> numbers, Map<String, RunId> byKey, Set<RunId> found) {
    Set<TopicPartition> partitions =
        readers.topics().stream()
            .flatMap(topic -> numbers.stream().map(number -> new TopicPartition(topic, number)))
            .collect(Collectors.toSet());
    try (KafkaConsumer<String, byte[]> reader = reader(readers.group())) {
      reader.assign(partitions);
      Map<TopicPartition, Long> ends = reader.endOffsets(partitions, PATIENCE);
      seekToUnread(reader, ends);
      long begin = System.nanoTime();
      while (partitions.stream().anyMatch(one -> isBefore(reader, one, ends))) {
        if (System.nanoTime() - begin > PATIENCE.toNanos()) {
          throw new TimeoutException("too much is unread by " + readers.group());
        }
        for (ConsumerRecord<String, byte[]> record : reader.poll(POLL)) {
          RunId run = byKey.get(record.key());
          if (run != null) {
            found.add(run);
          }
        }
      }
    }
  }

  private static void seekToUnread(
      KafkaConsumer<String, byte[]> reader, Map<TopicPartition, Long> ends) {
    Map<TopicPartition, OffsetAndMetadata> committed = reader.committed(ends.keySet(), PATIENCE);
    ends.forEach(
        (partition, end) -> {
          OffsetAndMetadata next = committed.get(partition);
          if (next == null) {
            reader.seekToBeginning(Set.of(partition));
          } else if (next.offset() > end) {
            // Committed by a process that had not yet noticed that Kafka's data was lost. Whoever
            // reads begins anew, and commits nothing before it has come so far: by the time that a
            // run is silent it has read what there is.
            reader.seek(partition, end);
          } else {
            reader.seek(partition, next);
          }
        });
  }

  private static boolean isBefore(
      KafkaConsumer<String, byte[]> reader,
      TopicPartition partition,
      Map<TopicPartition, Long> ends) {
    return reader.position(partition, PATIENCE) < Objects.requireNonNull(ends.get(partition));
  }

  /** It joins no group: it only asks what that has committed. */
  private KafkaConsumer<String, byte[]> reader(String group) {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
  }
}

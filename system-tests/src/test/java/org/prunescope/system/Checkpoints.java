package org.prunescope.system;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.event.CheckpointEvent;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.json.Json;
import org.prunescope.contract.topic.Topics;

/** What the topics say of an experiment: read from their beginning to their present end. */
final class Checkpoints {
  private static final Duration POLL = Duration.ofMillis(200);

  private final String bootstrapServers;

  Checkpoints(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * Every checkpoint that was ever published, by {@code variant/seed/position}.
   *
   * @throws AssertionError where two checkpoints of one place have different bytes
   */
  SortedMap<String, ArtifactRef> published(ExperimentId experiment) {
    SortedMap<String, ArtifactRef> published = new TreeMap<>();
    for (CheckpointEvent event : events(experiment)) {
      CheckpointRef checkpoint =
          switch (event) {
            case CheckpointEvent.CheckpointSaved saved -> saved.checkpoint();
            case CheckpointEvent.CheckpointPruned pruned -> pruned.checkpoint();
            case CheckpointEvent.SegmentFailed failed ->
                throw new AssertionError(failed.run() + " failed: " + failed.failure());
          };
      String place = place(event.run()) + "/" + checkpoint.position();
      ArtifactRef earlier = published.put(place, checkpoint.artifact());
      if (earlier != null && !earlier.sha256().equals(checkpoint.artifact().sha256())) {
        throw new AssertionError("two results at " + place);
      }
    }
    return published;
  }

  /** Every checkpoint event, duplicates included, in the order of each run. */
  List<CheckpointEvent> events(ExperimentId experiment) {
    List<CheckpointEvent> events = new ArrayList<>();
    readAll(
        Topics.CHECKPOINTS,
        record -> {
          CheckpointEvent event = Json.read(record.value(), CheckpointEvent.class);
          if (event.run().experiment().equals(experiment)) {
            events.add(event);
          }
        });
    return events;
  }

  /** Checkpoint events that a group is done with, redelivered ones counted once. */
  long handledBy(String group) {
    try (Groups groups = new Groups(bootstrapServers)) {
      return groups.committed(group).entrySet().stream()
          .filter(entry -> entry.getKey().topic().equals(Topics.CHECKPOINTS))
          .mapToLong(entry -> entry.getValue().offset())
          .sum();
    }
  }

  /** The newest progress of each run. */
  Map<RunId, RunProgress> progress(ExperimentId experiment) {
    Map<RunId, RunProgress> progress = new HashMap<>();
    readAll(
        Topics.RUN_PROGRESS,
        record -> {
          RunProgress newest = Json.read(record.value(), RunProgress.class);
          if (newest.run().experiment().equals(experiment)) {
            progress.put(newest.run(), newest);
          }
        });
    return progress;
  }

  /** Which partitions hold events of a run on a topic. */
  Map<RunId, Set<Integer>> partitions(ExperimentId experiment) {
    Map<RunId, Set<Integer>> partitions = new HashMap<>();
    readAll(
        Topics.CHECKPOINTS,
        record -> {
          RunId run = Json.read(record.value(), CheckpointEvent.class).run();
          if (run.experiment().equals(experiment)) {
            partitions.computeIfAbsent(run, key -> new HashSet<>()).add(record.partition());
          }
        });
    return partitions;
  }

  /** Records on a topic now. */
  long count(String topic) {
    AtomicLong records = new AtomicLong();
    readAll(topic, record -> records.incrementAndGet());
    return records.get();
  }

  private static String place(RunId run) {
    return run.variant() + "/" + run.seed();
  }

  private void readAll(String topic, Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    Properties settings = new Properties();
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(POLL).forEach(reader);
      }
    }
  }
}

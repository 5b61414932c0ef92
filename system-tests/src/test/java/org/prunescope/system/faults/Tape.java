package org.prunescope.system.faults;

import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.prunescope.contract.event.CheckpointEvent;
import org.prunescope.contract.event.MeasurementEvent;
import org.prunescope.contract.event.RunCommand;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.event.SegmentRequested;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.json.Json;
import org.prunescope.contract.json.UnreadableDocumentException;
import org.prunescope.contract.topic.Topics;
import org.prunescope.system.Groups;

/** Everything that was ever committed to the topics, followed as it comes, by experiment. */
final class Tape implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);

  private final String bootstrapServers;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions = new ArrayList<>();
  private final Map<TopicPartition, Long> positions = new ConcurrentHashMap<>();
  private final Map<TopicPartition, Long> recordEnds = new ConcurrentHashMap<>();
  private final Map<ExperimentId, Said> said;
  private final Map<Object, Place> places = new ConcurrentHashMap<>();
  private final List<ConsumerRecord<byte[], byte[]>> deadLetters = new CopyOnWriteArrayList<>();
  private final AtomicLong checkpoints = new AtomicLong();
  private final Thread reader;
  private volatile boolean closed;

  /** Where an event stands, and since when. */
  record Place(TopicPartition partition, long offset, Instant time) {
    static Place of(ConsumerRecord<?, ?> record) {
      return new Place(
          new TopicPartition(record.topic(), record.partition()),
          record.offset(),
          Instant.ofEpochMilli(record.timestamp()));
    }
  }

  /** What was said of one experiment, in the order of each run. */
  record Said(
      List<RunCommand> commands,
      List<SegmentRequested> segments,
      List<CheckpointEvent> checkpoints,
      List<RunProgress> progress,
      List<MeasurementEvent> measurements) {
    private Said() {
      this(
          new CopyOnWriteArrayList<>(),
          new CopyOnWriteArrayList<>(),
          new CopyOnWriteArrayList<>(),
          new CopyOnWriteArrayList<>(),
          new CopyOnWriteArrayList<>());
    }
  }

  Tape(String bootstrapServers) {
    this(bootstrapServers, new ConcurrentHashMap<>());
  }

  private Tape(String bootstrapServers, Map<ExperimentId, Said> said) {
    this.bootstrapServers = bootstrapServers;
    this.said = said;
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                500),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<String> topics = new ArrayList<>(Topics.DEAD_LETTERS);
    topics.addAll(
        List.of(
            Topics.RUN_COMMANDS,
            Topics.TRAINING_SEGMENTS,
            Topics.CHECKPOINTS,
            Topics.RUN_PROGRESS,
            Topics.MEASUREMENTS));
    // Topics that were just made are not known everywhere yet.
    for (String topic : topics) {
      await()
          .atMost(FaultStack.PATIENCE)
          .pollInSameThread()
          .until(() -> consumer.partitionsFor(topic), known -> !known.isEmpty())
          .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    reader = Thread.ofPlatform().name("tape").start(this::follow);
  }

  /** A tape of other topics that knows what has been read so far; this one is closed. */
  Tape onAnother(String bootstrapServers) {
    return new Tape(bootstrapServers, said);
  }

  /** What has been read of an experiment so far. */
  Said of(ExperimentId experiment) {
    return said.computeIfAbsent(experiment, key -> new Said());
  }

  /** Where a segment or the news of a checkpoint stands that has been read. */
  Place place(Object event) {
    return Objects.requireNonNull(places.get(event));
  }

  /** Those of the events that have been read which a group has not finished. */
  <T> List<T> unfinished(String group, List<T> events) {
    try (Groups groups = new Groups(bootstrapServers)) {
      Map<TopicPartition, OffsetAndMetadata> committed = groups.committed(group);
      return events.stream()
          .filter(
              event -> {
                Place place = place(event);
                OffsetAndMetadata next = committed.get(place.partition());
                return next == null || next.offset() <= place.offset();
              })
          .toList();
    }
  }

  /** The longest time for which nothing was heard between two checkpoints of an experiment. */
  Duration longestPause(ExperimentId experiment) {
    List<Instant> times =
        of(experiment).checkpoints().stream().map(event -> place(event).time()).sorted().toList();
    Duration longest = Duration.ZERO;
    for (int i = 1; i < times.size(); i++) {
      Duration pause = Duration.between(times.get(i - 1), times.get(i));
      longest = pause.compareTo(longest) > 0 ? pause : longest;
    }
    return longest;
  }

  /** Offset after the newest record of each partition that has any. */
  Map<TopicPartition, Long> recordEnds() {
    return Map.copyOf(recordEnds);
  }

  /** How many checkpoints have been announced, of all experiments. */
  long checkpoints() {
    return checkpoints.get();
  }

  /** Every dead letter so far, of whatever experiment or none. */
  List<ConsumerRecord<byte[], byte[]>> deadLetters() {
    return List.copyOf(deadLetters);
  }

  /** Returns when all that is committed by now has been read. */
  void catchUp() {
    Map<TopicPartition, Long> ends = ends();
    await()
        .atMost(FaultStack.PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(
            () ->
                ends.entrySet().stream()
                    .allMatch(end -> positions.getOrDefault(end.getKey(), -1L) >= end.getValue()));
  }

  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
    try {
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Map<TopicPartition, Long> ends() {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      Map<TopicPartition, Long> ends = new HashMap<>();
      admin
          .listOffsets(
              partitions.stream()
                  .collect(Collectors.toMap(Function.identity(), key -> OffsetSpec.latest())),
              new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
          .all()
          .get()
          .forEach((partition, end) -> ends.put(partition, end.offset()));
      return ends;
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private void follow() {
    try (consumer) {
      while (!closed) {
        consumer.poll(POLL).forEach(this::read);
        partitions.forEach(partition -> positions.put(partition, consumer.position(partition)));
      }
    } catch (WakeupException e) {
      // Closed.
    } catch (KafkaException e) {
      throw new AssertionError("the tape cannot be read on", e);
    }
  }

  private void read(ConsumerRecord<byte[], byte[]> record) {
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    recordEnds.put(partition, record.offset() + 1);
    try {
      switch (record.topic()) {
        case Topics.RUN_COMMANDS -> {
          RunCommand command = Json.read(record.value(), RunCommand.class);
          of(command.run()).commands().add(command);
        }
        case Topics.TRAINING_SEGMENTS -> {
          SegmentRequested segment = Json.read(record.value(), SegmentRequested.class);
          places.put(segment, Place.of(record));
          of(segment.run()).segments().add(segment);
        }
        case Topics.CHECKPOINTS -> {
          CheckpointEvent event = Json.read(record.value(), CheckpointEvent.class);
          places.put(event, Place.of(record));
          of(event.run()).checkpoints().add(event);
          checkpoints.incrementAndGet();
        }
        case Topics.RUN_PROGRESS -> {
          RunProgress progress = Json.read(record.value(), RunProgress.class);
          of(progress.run()).progress().add(progress);
        }
        case Topics.MEASUREMENTS -> {
          MeasurementEvent measurement = Json.read(record.value(), MeasurementEvent.class);
          of(measurement.run()).measurements().add(measurement);
        }
        default -> deadLetters.add(record);
      }
    } catch (UnreadableDocumentException e) {
      // Garbage that a test has put there: whoever should have read it has its own opinion.
      System.out.printf(
          "tape | unreadable on %s: %s%n",
          record.topic(), new String(record.value(), StandardCharsets.UTF_8).lines().findFirst());
    }
  }

  private Said of(RunId run) {
    return of(run.experiment());
  }
}

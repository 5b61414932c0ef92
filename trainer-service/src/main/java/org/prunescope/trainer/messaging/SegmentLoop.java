package org.prunescope.trainer.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.StaleMemberEpochException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;
import org.prunescope.contract.topic.Topics;
import org.prunescope.service.Heartbeats;
import org.prunescope.service.KafkaAccess;
import org.prunescope.service.Patience;
import org.prunescope.service.trace.RecordTraces;
import org.prunescope.trainer.AnswerSegment;

/**
 * Brings segments from Kafka to the workers and commits what they have answered.
 *
 * <p>One thread polls, and never waits for work: however long a segment takes, the membership in
 * the group does not suffer. A partition rests while one of its segments is in hand, so at most one
 * is, and its offset is committed only after its answer was acknowledged. What is revoked in the
 * meantime is dropped: it may still be answered, but is not committed, and whoever has the
 * partition next trains it again.
 *
 * <p>Before a segment begins, its number of starts is committed with its own offset; an orderly end
 * takes that back. What the process dies of is thereby found out, whoever trains it.
 */
public final class SegmentLoop {
  private static final Logger LOG = Logger.getLogger(SegmentLoop.class);

  /** Of a poll and of its fetch: nothing is fetched between the end of the one and of the other. */
  private static final Duration POLL = Duration.ofMillis(10);

  private static final Duration CLOSE = Duration.ofSeconds(5);

  private final Consumer<byte[], byte[]> consumer;
  private final Hand hand;
  private final Workers workers;
  private final Commits commits;
  private volatile boolean stopRequested;
  private volatile boolean inGroup;

  /**
   * @param consumer of its own; the loop closes it
   * @param atOnce segments in preparation or training side by side, at least 1; how many of them
   *     make updates, {@code Turns} says
   */
  SegmentLoop(Consumer<byte[], byte[]> consumer, Workers.Handler handler, int atOnce) {
    this.consumer = consumer;
    this.hand = new Hand(atOnce);
    this.workers = new Workers(handler, atOnce, consumer::wakeup);
    this.commits = new Commits(consumer);
  }

  /** A loop on a consumer of the trainers' group. */
  public static SegmentLoop open(
      String bootstrapServers,
      AnswerSegment answerSegment,
      Publisher publisher,
      Patience patience,
      int atOnce,
      MeterRegistry meters,
      RecordTraces traces) {
    SegmentHandler handler =
        new SegmentHandler(answerSegment, publisher, patience, new SegmentMeters(meters), traces);
    return new SegmentLoop(
        new KafkaConsumer<>(
            settings(bootstrapServers), new ByteArrayDeserializer(), new ByteArrayDeserializer()),
        handler::train,
        atOnce);
  }

  /** Settings of a consumer for a loop. */
  static Map<String, Object> settings(String bootstrapServers) {
    return KafkaAccess.with(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ConsumerConfig.GROUP_ID_CONFIG,
            Topics.TRAINER_GROUP,
            ConsumerConfig.GROUP_PROTOCOL_CONFIG,
            "consumer",
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            // A partition that goes on is not fetched until the fetch that is under way has
            // returned.
            ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
            (int) POLL.toMillis()));
  }

  /**
   * Works until {@link #stop()}; then gives back what is in hand and leaves the group.
   *
   * @throws RuntimeException where Kafka or a worker fails in a way that no waiting cures
   */
  public void run() {
    consumer.subscribe(List.of(Topics.TRAINING_SEGMENTS), new Rebalance());
    try {
      while (!stopRequested) {
        take(poll());
        settle();
        beginWaiting();
        inGroup = consumer.groupMetadata().generationId() > 0;
        requireSoundWorkers();
      }
    } finally {
      inGroup = false;
      leave();
    }
  }

  /** Ends the loop soon. Any thread may call. */
  public void stop() {
    stopRequested = true;
    consumer.wakeup();
  }

  /** Whether the broker counts this trainer among the group's members and is there. */
  public boolean isInGroup() {
    return inGroup && Heartbeats.areRecent(consumer.metrics());
  }

  private ConsumerRecords<byte[], byte[]> poll() {
    try {
      // A worker that ended during a commit has spent its wake-up on that.
      return consumer.poll(
          workers.ended().isEmpty() && workers.trained().isEmpty() ? POLL : Duration.ZERO);
    } catch (WakeupException e) {
      // A worker has ended, or the loop is to stop.
      return ConsumerRecords.empty();
    } catch (UnknownMemberIdException | StaleMemberEpochException e) {
      // Of a process that stood still beyond its session: the next polls bring it back in.
      return ConsumerRecords.empty();
    }
  }

  /** Takes the first record of each partition; the others are fetched again when it is done. */
  private void take(ConsumerRecords<byte[], byte[]> records) {
    boolean answers = true;
    for (TopicPartition partition : records.partitions()) {
      ConsumerRecord<byte[], byte[]> first = records.records(partition).getFirst();
      Optional<Starts> starts =
          answers ? commits.earlierStarts(partition, first.offset()) : Optional.empty();
      if (starts.isEmpty()) {
        answers = false; // Others would wait as long, and nobody polls meanwhile.
        consumer.seek(partition, first.offset());
        continue;
      }
      consumer.pause(List.of(partition));
      consumer.seek(partition, first.offset() + 1);
      hand.take(new Work(first, starts.get()));
    }
  }

  private void beginWaiting() {
    for (Optional<Work> next = hand.next(); next.isPresent(); next = hand.next()) {
      Work work = next.get();
      if (!commits.commit(work.partition(), work.earlierStarts().plusOne().at(work.offset()))) {
        return;
      }
      hand.begin(work);
      workers.begin(work);
    }
  }

  /** Frees the workers that have ended, and commits what they have answered. */
  private void settle() {
    for (Work work = workers.trained().poll(); work != null; work = workers.trained().poll()) {
      hand.trained(work);
    }
    for (Work work = workers.ended().poll(); work != null; work = workers.ended().poll()) {
      hand.end(work);
    }
    Queue<Work> answered = workers.answered();
    for (Work work = answered.peek(); work != null; work = answered.peek()) {
      if (hand.holds(work)) {
        if (!commits.commit(work.partition(), new OffsetAndMetadata(work.offset() + 1))) {
          return;
        }
        hand.release(work);
        consumer.resume(List.of(work.partition()));
      }
      answered.remove();
    }
  }

  private void requireSoundWorkers() {
    Workers.Failed failed = workers.failed();
    if (failed != null) {
      throw new IllegalStateException("a worker failed", failed.reason());
    }
  }

  /** An orderly end of everything in hand. */
  private void leave() {
    try {
      settle();
      giveBack(List.copyOf(hand.partitions()));
    } finally {
      workers.shutDown();
      close();
    }
    workers.awaitEnd();
  }

  private void close() {
    while (true) {
      try {
        consumer.close(CloseOptions.timeout(CLOSE));
        return;
      } catch (WakeupException e) {
        // A worker has ended meanwhile.
      }
    }
  }

  /**
   * Drops the work of these partitions; its starts do not count, but of what brings the loop down.
   */
  private void giveBack(Collection<TopicPartition> partitions) {
    Workers.Failed failed = workers.failed();
    Map<TopicPartition, OffsetAndMetadata> begun = new HashMap<>();
    for (TopicPartition partition : partitions) {
      hand.drop(partition)
          .filter(work -> failed == null || !work.equals(failed.work()))
          .ifPresent(work -> begun.put(partition, Starts.NONE.at(work.offset())));
    }
    if (!begun.isEmpty()) {
      commits.commit(begun);
    }
  }

  private final class Rebalance implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      LOG.infof("partitions assigned count=%d", partitions.size());
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      giveBack(partitions);
      commits.forget(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      partitions.forEach(hand::drop);
      commits.forget(partitions);
    }
  }
}

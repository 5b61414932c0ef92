package org.prunescope.trainer.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.StaleMemberEpochException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.topic.Topics;
import org.prunescope.service.Heartbeats;
import org.prunescope.service.KafkaAccess;
import org.prunescope.service.Patience;
import org.prunescope.service.StoppedException;
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

  private static final Duration COMMIT = Duration.ofSeconds(5);
  private static final Duration CLOSE = Duration.ofSeconds(5);
  private static final long WORKERS_END_SECONDS = 20;

  private final Consumer<byte[], byte[]> consumer;
  private final Handler handler;
  private final Hand hand;
  private final ExecutorService training;
  private final ExecutorService answering;
  private final Queue<Work> trained = new ConcurrentLinkedQueue<>();
  private final Queue<Work> ended = new ConcurrentLinkedQueue<>();
  private final Queue<Work> answered = new ConcurrentLinkedQueue<>();
  private final Map<TopicPartition, @Nullable OffsetAndMetadata> committed = new HashMap<>();
  private volatile boolean stopRequested;
  private volatile boolean inGroup;
  private volatile @Nullable Throwable workerFailure;
  private volatile @Nullable TopicPartition failedPartition;

  /** What a worker does with a record. */
  @FunctionalInterface
  interface Handler {
    /**
     * Does what needs the processor.
     *
     * @throws StoppedException where it is to be given back
     */
    Ending train(Work work) throws StoppedException;
  }

  /** What is left to do then: waiting for a disk and a broker, while other work may train. */
  @FunctionalInterface
  interface Ending {
    /**
     * Does it; the record's offset is committed when this has returned.
     *
     * @throws StoppedException where the work is to be given back
     */
    void answer() throws StoppedException;
  }

  /**
   * @param consumer of its own; the loop closes it
   * @param workers segments in training side by side, at least 1
   */
  SegmentLoop(Consumer<byte[], byte[]> consumer, Handler handler, int workers) {
    this.consumer = consumer;
    this.handler = handler;
    this.hand = new Hand(workers);
    this.training =
        Executors.newFixedThreadPool(workers, Thread.ofPlatform().name("training-", 0).factory());
    this.answering =
        Executors.newCachedThreadPool(Thread.ofPlatform().name("answering-", 0).factory());
  }

  /** A loop on a consumer of the trainers' group. */
  public static SegmentLoop open(
      String bootstrapServers,
      AnswerSegment answerSegment,
      Publisher publisher,
      Patience patience,
      int workers,
      MeterRegistry meters,
      RecordTraces traces) {
    SegmentHandler handler =
        new SegmentHandler(answerSegment, publisher, patience, new SegmentMeters(meters), traces);
    return new SegmentLoop(
        new KafkaConsumer<>(
            settings(bootstrapServers), new ByteArrayDeserializer(), new ByteArrayDeserializer()),
        handler::train,
        workers);
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
      return consumer.poll(ended.isEmpty() && trained.isEmpty() ? POLL : Duration.ZERO);
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
    for (TopicPartition partition : records.partitions()) {
      ConsumerRecord<byte[], byte[]> first = records.records(partition).getFirst();
      Optional<Starts> starts = earlierStarts(partition, first.offset());
      if (starts.isEmpty()) {
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
      if (!commit(work.partition(), work.earlierStarts().plusOne().at(work.offset()))) {
        return;
      }
      hand.begin(work);
      training.execute(() -> train(work));
    }
  }

  /** On a training thread. */
  private void train(Work work) {
    try {
      Ending ending = handler.train(work);
      answering.execute(() -> answer(work, ending));
      trained.add(work);
      consumer.wakeup();
    } catch (StoppedException | RuntimeException | Error e) {
      endEarly(work, e);
    }
  }

  /** On an answering thread. */
  private void answer(Work work, Ending ending) {
    try {
      ending.answer();
      answered.add(work);
      end(work);
    } catch (StoppedException | RuntimeException | Error e) {
      endEarly(work, e);
    }
  }

  private void endEarly(Work work, Throwable reason) {
    if (reason instanceof StoppedException) {
      LOG.infof(
          "segment given back partition=%d offset=%d", work.partition().partition(), work.offset());
    } else {
      failedPartition = work.partition();
      workerFailure = reason;
    }
    end(work);
  }

  private void end(Work work) {
    ended.add(work);
    consumer.wakeup();
  }

  /** Frees the workers that have ended, and commits what they have answered. */
  private void settle() {
    for (Work work = trained.poll(); work != null; work = trained.poll()) {
      hand.trained(work);
    }
    for (Work work = ended.poll(); work != null; work = ended.poll()) {
      hand.end(work);
    }
    for (Work work = answered.peek(); work != null; work = answered.peek()) {
      if (hand.holds(work)) {
        if (!commit(work.partition(), new OffsetAndMetadata(work.offset() + 1))) {
          return;
        }
        hand.release(work);
        consumer.resume(List.of(work.partition()));
      }
      answered.remove();
    }
  }

  private Optional<Starts> earlierStarts(TopicPartition partition, long offset) {
    if (!committed.containsKey(partition)) {
      try {
        committed.put(partition, consumer.committed(Set.of(partition), COMMIT).get(partition));
      } catch (WakeupException
          | RetriableException
          | UnknownMemberIdException
          | StaleMemberEpochException e) {
        // Of a process that stood still beyond its session too: the next polls bring it back in.
        return Optional.empty();
      }
    }
    return Optional.of(Starts.of(offset, committed.get(partition)));
  }

  private boolean commit(TopicPartition partition, OffsetAndMetadata offset) {
    return commit(Map.of(partition, offset));
  }

  /**
   * Commits where that is possible now.
   *
   * @return whether it is done; if not, it can be tried again after the next poll
   */
  private boolean commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
    while (true) {
      try {
        consumer.commitSync(offsets, COMMIT);
        committed.putAll(offsets);
        return true;
      } catch (WakeupException e) {
        // Meant for the poll, which sees for itself that a worker has ended.
      } catch (RetriableException | CommitFailedException e) {
        LOG.warnf("cannot commit offsets=%s: %s", offsets, e);
        return false;
      }
    }
  }

  private void requireSoundWorkers() {
    if (workerFailure != null) {
      throw new IllegalStateException("a worker failed", workerFailure);
    }
  }

  /** An orderly end of everything in hand, but of what has brought the loop down. */
  private void leave() {
    try {
      settle();
      List<TopicPartition> orderly = new ArrayList<>(hand.partitions());
      orderly.remove(failedPartition);
      giveBack(orderly);
    } finally {
      training.shutdown();
      close();
    }
    try {
      if (!haveEnded()) {
        LOG.warnf("a step takes longer than %d s; leaving without it", WORKERS_END_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What still trains may want to answer: that ends last. */
  private boolean haveEnded() throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WORKERS_END_SECONDS);
    if (!training.awaitTermination(WORKERS_END_SECONDS, TimeUnit.SECONDS)) {
      return false;
    }
    answering.shutdown();
    return answering.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
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

  /** Drops the work of these partitions; its starts do not count. */
  private void giveBack(Collection<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> begun = new HashMap<>();
    for (TopicPartition partition : partitions) {
      hand.drop(partition).ifPresent(work -> begun.put(partition, Starts.NONE.at(work.offset())));
    }
    if (!begun.isEmpty()) {
      commit(begun);
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
      committed.keySet().removeAll(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      partitions.forEach(hand::drop);
      committed.keySet().removeAll(partitions);
    }
  }
}

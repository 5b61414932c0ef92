package org.prunescope.trainer.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prunescope.contract.topic.Topics;
import org.prunescope.kafka.KafkaNode;
import org.prunescope.service.StoppedException;
import org.prunescope.trainer.messaging.Workers.Ending;

/** Against a real broker, with workers that the tests hold in their hands. */
class SegmentLoopTest {
  private static final int PARTITIONS = 4;

  @TempDir static Path folder;

  /** A member that is gone is noticed soon. */
  private static final Map<String, String> HEARTBEATS =
      Map.of(
          "group.consumer.heartbeat.interval.ms", "500",
          "group.consumer.min.heartbeat.interval.ms", "500");

  private static KafkaNode kafka;
  private static Admin admin;

  /** Each test has its own group and begins at the topic's end, so they do not see each other. */
  private final String group = UUID.randomUUID().toString();

  private final long[] first = new long[PARTITIONS];
  private final List<Member> members = new ArrayList<>();

  @BeforeAll
  static void startBroker() throws Exception {
    kafka = KafkaNode.withTopics(folder, PARTITIONS, HEARTBEATS);
    admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
  }

  @AfterAll
  static void stopBroker() {
    admin.close();
    kafka.close();
  }

  @BeforeEach
  void emptyTheTopic() throws Exception {
    for (int partition = 0; partition < PARTITIONS; partition++) {
      first[partition] =
          admin
              .listOffsets(Map.of(segments(partition), OffsetSpec.latest()))
              .partitionResult(segments(partition))
              .get()
              .offset();
      admin
          .deleteRecords(
              Map.of(segments(partition), RecordsToDelete.beforeOffset(first[partition])))
          .all()
          .get();
    }
  }

  @AfterEach
  void stopMembers() throws Exception {
    for (Member member : members) {
      member.stop();
    }
  }

  @Test
  void commitsARecordWhenItIsHandledAndThenTakesTheNext() throws Exception {
    Member trainer = join(2);
    send(0, "a", "b", "c");

    awaitHandled(trainer, "a", "b", "c");

    awaitCommitted(0, 3);
    assertThat(trainer.mostOfAPartitionAtATime).isEqualTo(1);
  }

  @Test
  void trainsSideBySideUpToItsConcurrencyAndNeverTwoOfOnePartition() throws Exception {
    Member trainer = join(2, "hold");
    send(0, "hold 0", "next 0");
    send(1, "hold 1");
    send(2, "hold 2");

    await().until(() -> trainer.begun.size() == 2);
    trainer.release.countDown();

    awaitHandled(trainer, "hold 0", "next 0", "hold 1", "hold 2");
    assertThat(trainer.mostAtATime).isEqualTo(2);
    assertThat(trainer.mostOfAPartitionAtATime).isEqualTo(1);
  }

  @Test
  void trainsAnotherWhileAnAnswerWaitsAndCommitsEachWhenItIsAnswered() throws Exception {
    Member trainer = join(1, "late");
    send(0, "late", "after it");
    await().until(() -> trainer.begun.contains("late"));
    send(1, "other");

    awaitHandled(trainer, "other");

    awaitCommitted(1, 1);
    assertThat(committed(0)).as("neither answered nor given back").isEqualTo("0 starts=1");
    assertThat(trainer.begun).as("not two of one partition").doesNotContain("after it");
    trainer.release.countDown();
    awaitHandled(trainer, "other", "late", "after it");
    awaitCommitted(0, 2);
    assertThat(trainer.mostAtATime).isEqualTo(1);
  }

  @Test
  void aStopGivesBackWhatIsTrainedButNotAnswered() throws Exception {
    Member trainer = join(1, "late");
    send(0, "late");
    await().until(() -> trainer.begun.contains("late"));

    trainer.stop();

    assertThat(trainer.handled).isEmpty();
    assertThat(committed(0)).isEqualTo("0 starts=0");
    awaitHandled(join(1), "late");
    awaitCommitted(0, 1);
  }

  @Test
  void countsAStartBeforeItBegins() throws Exception {
    Member trainer = join(1, "hold");
    send(0, "hold");

    await().until(() -> trainer.begun.contains("hold"));

    assertThat(committed(0)).isEqualTo("0 starts=1");
  }

  @Test
  void aStopGivesTheSegmentBackAndItsStartDoesNotCount() throws Exception {
    Member trainer = join(1, "hold");
    send(0, "hold");
    await().until(() -> trainer.begun.contains("hold"));

    long begin = System.nanoTime();
    trainer.stop();

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(30));
    assertThat(trainer.stopped).containsExactly("hold");
    assertThat(committed(0)).isEqualTo("0 starts=0");
    awaitHandled(join(1), "hold");
    awaitCommitted(0, 1);
  }

  @Test
  void startsThatCameToNoEndAreHandedToTheWorker() throws Exception {
    send(0, "deadly");
    commit(0, "starts=4");

    Member trainer = join(1);

    awaitHandled(trainer, "deadly");
    assertThat(trainer.earlierStarts).containsExactly(4);
    awaitCommitted(0, 1);
  }

  @Test
  void whatIsRevokedInTheMiddleIsStoppedAndTrainedByTheNewOwnerAlone() throws Exception {
    Member old = join(PARTITIONS, "hold");
    for (int partition = 0; partition < PARTITIONS; partition++) {
      send(partition, "hold " + partition);
    }
    await().until(() -> old.begun.size() == PARTITIONS);

    Member young = join(PARTITIONS);

    await().atMost(Duration.ofMinutes(2)).until(() -> young.handled.size() == PARTITIONS / 2);
    await().until(() -> old.stopped.size() == PARTITIONS / 2);
    assertThat(old.stopped).containsExactlyInAnyOrderElementsOf(young.handled);
    old.release.countDown();
    await().until(() -> old.handled.size() == PARTITIONS / 2);
    assertThat(old.handled).doesNotContainAnyElementsOf(young.handled);
    for (int partition = 0; partition < PARTITIONS; partition++) {
      awaitCommitted(partition, 1);
    }
    assertThat(young.earlierStarts).as("a revocation is no death").containsOnly(0);
  }

  @Test
  void aBrokerThatIsAwayForAWhileCostsNoWork() throws Exception {
    Member trainer = join(1, "hold");
    send(0, "hold", "next");
    await().until(() -> trainer.begun.contains("hold"));

    kafka.close();
    trainer.release.countDown();
    await().until(() -> trainer.handled.contains("hold"));
    kafka.start();

    awaitCommitted(0, 2);
    assertThat(trainer.handled).containsExactly("hold", "next");
    assertThat(trainer.failure).isNull();
  }

  /** As after a pause beyond its session: the broker has counted it out. */
  @Test
  void aMemberThatTheBrokerDoesNotKnowAnyMoreGoesOn() throws Exception {
    Member trainer = join(1, "forgotten");

    send(0, "a");

    awaitCommitted(0, 1);
    assertThat(trainer.isForgottenAtPoll).isFalse();
    assertThat(trainer.isForgotten).isFalse();
    assertThat(trainer.failure).isNull();
  }

  /** Each question would take five seconds, and nobody polls meanwhile. */
  @Test
  void whatIsNotSaidOfOnePartitionIsNotAskedOfTheNext() throws Exception {
    for (int partition = 0; partition < PARTITIONS; partition++) {
      send(partition, "p" + partition);
    }
    Member trainer = join(PARTITIONS, "unanswered");

    for (int partition = 0; partition < PARTITIONS; partition++) {
      awaitCommitted(partition, 1);
    }
    assertThat(trainer.unanswered).hasValue(Member.UNANSWERED);
    assertThat(trainer.mostUnansweredOfAPoll).isEqualTo(1);
    assertThat(trainer.failure).isNull();
  }

  @Test
  void aWorkerThatFailsUnexpectedlyEndsTheLoopInsteadOfLosingThePartition() throws Exception {
    Member trainer = join(1, "hold", "bug");
    send(0, "bug");

    await().until(() -> trainer.failure != null);

    assertThat(trainer.failure).hasRootCauseMessage("bug");
    assertThat(committed(0)).as("so that it is not begun for ever").isEqualTo("0 starts=1");
  }

  private Member join(int concurrency, String... special) {
    Member member = new Member(concurrency, Set.of(special));
    members.add(member);
    await().atMost(Duration.ofMinutes(2)).until(member.loop::isInGroup);
    return member;
  }

  private void send(int partition, String... values) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (String value : values) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        producer
            .send(new ProducerRecord<>(Topics.TRAINING_SEGMENTS, partition, bytes, bytes))
            .get();
      }
    }
  }

  /** As if the partition's first record had been begun before. */
  private void commit(int partition, String metadata) throws Exception {
    admin
        .alterConsumerGroupOffsets(
            group, Map.of(segments(partition), new OffsetAndMetadata(first[partition], metadata)))
        .all()
        .get();
  }

  /** What is committed: records since the test began, and the metadata. */
  private String committed(int partition) throws Exception {
    OffsetAndMetadata offset =
        admin
            .listConsumerGroupOffsets(group)
            .partitionsToOffsetAndMetadata()
            .get()
            .get(segments(partition));
    return offset == null
        ? "nothing"
        : (offset.offset() - first[partition]) + " " + offset.metadata();
  }

  private void awaitCommitted(int partition, int records) {
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(() -> assertThat(committed(partition)).isEqualTo(records + " "));
  }

  private static void awaitHandled(Member member, String... values) {
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(() -> assertThat(member.handled).containsExactlyInAnyOrder(values));
  }

  private static TopicPartition segments(int partition) {
    return new TopicPartition(Topics.TRAINING_SEGMENTS, partition);
  }

  /**
   * A trainer whose work does nothing. Work whose text begins with "hold" waits until it is stopped
   * or released, where the member was told so, and so does the answer to work whose text begins
   * with "late"; work called "bug" throws. A "forgotten" member is unknown to the broker when it
   * first asks for its offsets.
   */
  private final class Member {
    static final int UNANSWERED = 5;

    final Queue<String> begun = new ConcurrentLinkedQueue<>();
    final Queue<String> handled = new ConcurrentLinkedQueue<>();
    final Queue<String> stopped = new ConcurrentLinkedQueue<>();
    final Queue<Integer> earlierStarts = new ConcurrentLinkedQueue<>();
    final CountDownLatch release = new CountDownLatch(1);
    final SegmentLoop loop;
    final Thread thread;
    volatile @Nullable Throwable failure;
    volatile boolean isForgotten;
    volatile boolean isForgottenAtPoll;
    final AtomicInteger unanswered = new AtomicInteger();
    volatile int mostUnansweredOfAPoll;
    private int unansweredOfThisPoll;
    volatile int mostAtATime;
    volatile int mostOfAPartitionAtATime;
    private final Set<String> special;
    private final List<Integer> busy = new ArrayList<>();

    Member(int concurrency, Set<String> special) {
      this.special = special;
      isForgotten = special.contains("forgotten");
      isForgottenAtPoll = isForgotten;
      loop =
          new SegmentLoop(
              new KafkaConsumer<>(
                  settings(), new ByteArrayDeserializer(), new ByteArrayDeserializer()) {
                @Override
                public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
                  if (isForgottenAtPoll) {
                    isForgottenAtPoll = false;
                    throw new UnknownMemberIdException();
                  }
                  unansweredOfThisPoll = 0;
                  return super.poll(timeout);
                }

                @Override
                public Map<TopicPartition, OffsetAndMetadata> committed(
                    Set<TopicPartition> partitions, Duration timeout) {
                  if (isForgotten) {
                    isForgotten = false;
                    throw new UnknownMemberIdException();
                  }
                  if (special.contains("unanswered") && unanswered.get() < UNANSWERED) {
                    unanswered.incrementAndGet();
                    mostUnansweredOfAPoll = Math.max(mostUnansweredOfAPoll, ++unansweredOfThisPoll);
                    throw new TimeoutException();
                  }
                  return super.committed(partitions, timeout);
                }
              },
              this::train,
              concurrency);
      thread = Thread.ofPlatform().name("loop").start(this::run);
    }

    private Map<String, Object> settings() {
      Map<String, Object> settings = new HashMap<>(SegmentLoop.settings(kafka.bootstrapServers()));
      settings.put("group.id", group);
      return settings;
    }

    void run() {
      try {
        loop.run();
      } catch (RuntimeException e) {
        failure = e;
      }
    }

    void stop() throws InterruptedException {
      loop.stop();
      thread.join();
    }

    private Ending train(Work work) throws StoppedException {
      String text = new String(work.record().value(), StandardCharsets.UTF_8);
      enter(work);
      begun.add(text);
      earlierStarts.add(work.earlierStarts().count());
      try {
        if (special.contains("bug") && text.equals("bug")) {
          throw new IllegalStateException("bug");
        }
        if (special.contains("hold") && text.startsWith("hold")) {
          await()
              .atMost(Duration.ofMinutes(1))
              .pollInterval(Duration.ofMillis(10))
              .until(() -> release.getCount() == 0 || work.isRequested());
          if (work.isRequested()) {
            stopped.add(text);
          }
          work.check();
        }
        return () -> answer(work, text);
      } finally {
        leave(work);
      }
    }

    private void answer(Work work, String text) throws StoppedException {
      if (special.contains("late") && text.startsWith("late")) {
        await()
            .atMost(Duration.ofMinutes(1))
            .pollInterval(Duration.ofMillis(10))
            .until(() -> release.getCount() == 0 || work.isRequested());
        work.check();
      }
      handled.add(text);
    }

    private synchronized void enter(Work work) {
      busy.add(work.partition().partition());
      mostAtATime = Math.max(mostAtATime, busy.size());
      long ofThisPartition =
          busy.stream().filter(partition -> partition == work.partition().partition()).count();
      mostOfAPartitionAtATime = Math.max(mostOfAPartitionAtATime, (int) ofThisPartition);
    }

    private synchronized void leave(Work work) {
      busy.remove(Integer.valueOf(work.partition().partition()));
    }
  }
}

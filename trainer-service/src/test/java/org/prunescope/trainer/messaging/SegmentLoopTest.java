package org.prunescope.trainer.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prunescope.contract.topic.Topics;
import org.prunescope.trainer.SegmentStoppedException;

/** Against a real broker, with workers that the tests hold in their hands. */
class SegmentLoopTest {
  private static final int PARTITIONS = 4;

  @TempDir Path folder;
  private EmbeddedKafka kafka;
  private Admin admin;
  private final List<Member> members = new ArrayList<>();

  @BeforeEach
  void startBroker() throws Exception {
    kafka = new EmbeddedKafka(folder, PARTITIONS);
    admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
  }

  @AfterEach
  void stopEverything() throws Exception {
    for (Member member : members) {
      member.stop();
    }
    admin.close();
    kafka.close();
  }

  @Test
  void commitsARecordWhenItIsHandledAndThenTakesTheNext() throws Exception {
    Member trainer = join(2);
    send(0, "a", "b", "c");

    awaitHandled(trainer, "a", "b", "c");

    awaitCommitted(0, 3, "");
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
  void countsAStartBeforeItBegins() throws Exception {
    Member trainer = join(1, "hold");
    send(0, "hold");

    await().until(() -> trainer.begun.contains("hold"));

    assertThat(committed(0)).isEqualTo(new OffsetAndMetadata(0, "starts=1"));
  }

  @Test
  void aStopGivesTheSegmentBackAndItsStartDoesNotCount() throws Exception {
    Member trainer = join(1, "hold");
    send(0, "hold");
    await().until(() -> trainer.begun.contains("hold"));

    long begin = System.nanoTime();
    trainer.stop();

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
    assertThat(committed(0)).isEqualTo(new OffsetAndMetadata(0, "starts=0"));
    awaitHandled(join(1), "hold");
    awaitCommitted(0, 1, "");
  }

  @Test
  void startsThatCameToNoEndAreHandedToTheWorker() throws Exception {
    send(0, "deadly");
    commit(0, new OffsetAndMetadata(0, "starts=4"));

    Member trainer = join(1);

    awaitHandled(trainer, "deadly");
    assertThat(trainer.earlierStarts).containsExactly(4);
    awaitCommitted(0, 1, "");
  }

  @Test
  void whatIsRevokedInTheMiddleIsStoppedAndTrainedByTheNewOwnerAlone() throws Exception {
    Member old = join(PARTITIONS, "hold");
    for (int partition = 0; partition < PARTITIONS; partition++) {
      send(partition, "hold " + partition);
    }
    await().until(() -> old.begun.size() == PARTITIONS);

    Member young = join(PARTITIONS);

    await().atMost(Duration.ofSeconds(30)).until(() -> young.handled.size() == PARTITIONS / 2);
    await().until(() -> old.stopped.size() == PARTITIONS / 2);
    assertThat(old.stopped).containsExactlyInAnyOrderElementsOf(young.handled);
    old.release.countDown();
    await().until(() -> old.handled.size() == PARTITIONS / 2);
    assertThat(old.handled).doesNotContainAnyElementsOf(young.handled);
    for (int partition = 0; partition < PARTITIONS; partition++) {
      awaitCommitted(partition, 1, "");
    }
    assertThat(young.earlierStarts).as("a revocation is no death").containsOnly(0);
  }

  @Test
  void aWorkerThatFailsUnexpectedlyEndsTheLoopInsteadOfLosingThePartition() throws Exception {
    Member trainer = join(1, "hold", "bug");
    send(0, "bug");

    await().until(() -> trainer.failure != null);

    assertThat(trainer.failure).hasRootCauseMessage("bug");
  }

  private Member join(int concurrency, String... special) {
    Member member = new Member(concurrency, Set.of(special));
    members.add(member);
    await().atMost(Duration.ofSeconds(30)).until(member.loop::isInGroup);
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

  private void commit(int partition, OffsetAndMetadata offset) throws Exception {
    admin
        .alterConsumerGroupOffsets(Topics.TRAINER_GROUP, Map.of(segments(partition), offset))
        .all()
        .get();
  }

  private OffsetAndMetadata committed(int partition) throws Exception {
    OffsetAndMetadata offset =
        admin
            .listConsumerGroupOffsets(Topics.TRAINER_GROUP)
            .partitionsToOffsetAndMetadata()
            .get()
            .get(segments(partition));
    return offset == null
        ? new OffsetAndMetadata(0, "nothing committed")
        : new OffsetAndMetadata(offset.offset(), offset.metadata());
  }

  private void awaitCommitted(int partition, long offset, String metadata) {
    await()
        .untilAsserted(
            () ->
                assertThat(committed(partition))
                    .isEqualTo(new OffsetAndMetadata(offset, metadata)));
  }

  private static void awaitHandled(Member member, String... values) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(member.handled).containsExactlyInAnyOrder(values));
  }

  private static TopicPartition segments(int partition) {
    return new TopicPartition(Topics.TRAINING_SEGMENTS, partition);
  }

  /**
   * A trainer whose work does nothing. Work whose text begins with "hold" waits until it is stopped
   * or released, where the member was told so; work called "bug" throws.
   */
  private final class Member {
    final Queue<String> begun = new ConcurrentLinkedQueue<>();
    final Queue<String> handled = new ConcurrentLinkedQueue<>();
    final Queue<String> stopped = new ConcurrentLinkedQueue<>();
    final Queue<Integer> earlierStarts = new ConcurrentLinkedQueue<>();
    final CountDownLatch release = new CountDownLatch(1);
    final SegmentLoop loop;
    final Thread thread;
    volatile @Nullable Throwable failure;
    volatile int mostAtATime;
    volatile int mostOfAPartitionAtATime;
    private final Set<String> special;
    private final List<Integer> busy = new ArrayList<>();

    Member(int concurrency, Set<String> special) {
      this.special = special;
      loop =
          new SegmentLoop(
              new KafkaConsumer<>(
                  SegmentLoop.settings(kafka.bootstrapServers()),
                  new ByteArrayDeserializer(),
                  new ByteArrayDeserializer()),
              this::handle,
              concurrency);
      thread = Thread.ofPlatform().name("loop").start(this::run);
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

    private void handle(Work work) throws SegmentStoppedException {
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
        handled.add(text);
      } finally {
        leave(work);
      }
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

package org.prunescope.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.prunescope.gateway.infrastructure.Waiting.await;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.prunescope.gateway.infrastructure.Infrastructure;
import org.prunescope.gateway.messaging.OutboxRelay;
import org.prunescope.gateway.persistence.Outbox;

/** The relay's promises, with the gateway's own relay at rest. */
@QuarkusTest
@QuarkusTestResource(Infrastructure.class)
class OutboxTest {
  private static final int RUNS = 4;

  @Inject Outbox outbox;
  @Inject OutboxRelay relay;

  private final List<String> sent = new ArrayList<>();

  @BeforeEach
  void rest() {
    await().until(() -> waiting() == 0);
    relay.stop(new ShutdownEvent());
  }

  @AfterEach
  void goOn() {
    relay.start(new StartupEvent());
  }

  @Test
  void sendsInTheOrderOfTheSubmissionSoManyAtATime() {
    String first = submit();
    String second = submit();

    assertThat(outbox.relay(3, this::note)).isEqualTo(3);
    assertThat(outbox.relay(100, this::note)).isEqualTo(2 * RUNS - 3);
    assertThat(outbox.relay(100, this::note)).isZero();

    assertThat(sent)
        .containsExactly(
            first + "/cross-entropy_dense/0",
            first + "/cross-entropy_one-shot_0.9/0",
            first + "/cross-entropy_dense/1",
            first + "/cross-entropy_one-shot_0.9/1",
            second + "/cross-entropy_dense/0",
            second + "/cross-entropy_one-shot_0.9/0",
            second + "/cross-entropy_dense/1",
            second + "/cross-entropy_one-shot_0.9/1");
  }

  /** Else they would stay for ever, those of deleted experiments too. */
  @Test
  void whatWasSentIsStoredNoMore() {
    submit();

    outbox.relay(RUNS - 1, this::note);
    assertThat(waiting()).isEqualTo(1);

    outbox.relay(RUNS, this::note);
    assertThat(waiting()).isZero();
  }

  @Test
  void whatKafkaDidNotTakeGoesOutAgain() {
    submit();

    assertThatThrownBy(
            () ->
                outbox.relay(
                    100,
                    records -> {
                      throw new IllegalStateException("Kafka is away");
                    }))
        .hasMessageContaining("Kafka is away");

    assertThat(outbox.relay(100, this::note)).isEqualTo(RUNS);
  }

  @Test
  void twoGatewaysDoNotSendAtTheSameTime() throws Exception {
    submit();
    CountDownLatch sending = new CountDownLatch(1);
    CountDownLatch otherWasThere = new CountDownLatch(1);
    try (ExecutorService one = Executors.newSingleThreadExecutor()) {
      Future<Integer> relayed =
          one.submit(
              () ->
                  outbox.relay(
                      100,
                      records -> {
                        sending.countDown();
                        awaitQuietly(otherWasThere);
                        note(records);
                      }));
      sending.await();

      assertThat(outbox.relay(100, this::note)).isZero();
      otherWasThere.countDown();

      assertThat(relayed.get()).isEqualTo(RUNS);
    }
    assertThat(sent).hasSize(RUNS).doesNotHaveDuplicates();
  }

  private long waiting() {
    return QuarkusTransaction.requiringNew().call(() -> outbox.count());
  }

  private void note(List<Outbox.Outgoing> records) {
    records.forEach(record -> sent.add(record.key()));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String submit() {
    return Requests.submitted(Requests.GOOD).getString("id");
  }
}

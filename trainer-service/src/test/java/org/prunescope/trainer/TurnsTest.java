package org.prunescope.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.prunescope.service.StopSignal;
import org.prunescope.service.StoppedException;

/** No more networks have a turn than may, and nobody waits for one beyond a stop. */
class TurnsTest {
  private final Turns turns = new Turns(1);

  @Test
  void whoeverWaitsHasTheTurnThatEnds() throws Exception {
    turns.take(StopSignal.NEVER);
    CountDownLatch looks = new CountDownLatch(3);
    CompletableFuture<Void> second =
        CompletableFuture.runAsync(
            () -> {
              try {
                turns.take(
                    () -> {
                      looks.countDown();
                      return false;
                    });
              } catch (StoppedException e) {
                throw new AssertionError(e);
              }
            });
    assertThat(looks.await(10, TimeUnit.SECONDS)).as("it looks for a stop again").isTrue();
    assertThat(second).isNotDone();

    turns.end();

    assertThat(second).succeedsWithin(Duration.ofSeconds(10));
  }

  @Test
  void aStopEndsTheWait() throws Exception {
    turns.take(StopSignal.NEVER);
    int[] looks = new int[1];

    assertThatThrownBy(() -> turns.take(() -> ++looks[0] == 3))
        .isInstanceOf(StoppedException.class);
  }

  @Test
  void aStopBeforehandCostsNoTurn() throws Exception {
    assertThatThrownBy(() -> turns.take(() -> true)).isInstanceOf(StoppedException.class);

    turns.take(StopSignal.NEVER);
  }
}

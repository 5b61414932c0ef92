package org.prunescope.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** An outage delays work and loses none; its pauses grow, up to a longest; a stop ends the wait. */
class PatienceTest {
  private static final Patience PATIENCE = new Patience(Duration.ofMillis(1), Duration.ofMillis(4));

  private final AtomicInteger attempts = new AtomicInteger();

  @Test
  void triesUntilItSucceeds() throws Exception {
    assertThat(PATIENCE.until(StopSignal.NEVER, "test", () -> failing(7))).isEqualTo("done");
    assertThat(attempts).hasValue(8);
  }

  @Test
  void restsTwiceAsLongEachTimeUpToTheLongestPause() throws Exception {
    List<Long> pauses = new ArrayList<>();
    StopSignal recording =
        new StopSignal() {
          @Override
          public boolean isRequested() {
            return false;
          }

          @Override
          public void rest(Duration pause) {
            pauses.add(pause.toMillis());
          }
        };

    assertThat(PATIENCE.until(recording, "test", () -> failing(5))).isEqualTo("done");

    assertThat(pauses).containsExactly(1L, 2L, 4L, 4L, 4L);
  }

  @Test
  void passesOnWhatNoWaitingCures() {
    assertThatThrownBy(
            () ->
                PATIENCE.until(
                    StopSignal.NEVER,
                    "test",
                    () -> {
                      attempts.incrementAndGet();
                      throw new IllegalStateException("a bug");
                    }))
        .hasMessage("a bug");
    assertThat(attempts).hasValue(1);
  }

  @Test
  void theLastFailureReachesTheCallerWhenTheTriesAreUsedUp() {
    Patience limited = new Patience(Duration.ofMillis(1), Duration.ofMillis(1), 3);

    assertThatThrownBy(() -> limited.until(StopSignal.NEVER, "test", () -> failing(9)))
        .isInstanceOf(UncheckedIOException.class)
        .hasRootCauseMessage("an outage");
    assertThat(attempts).hasValue(3);
  }

  @Test
  void aStopEndsALongRestSoon() {
    Patience patient = new Patience(Duration.ofMinutes(5), Duration.ofMinutes(5));
    StopSignal afterTheFirst = () -> attempts.get() == 1;
    long begin = System.nanoTime();

    assertThatThrownBy(() -> patient.until(afterTheFirst, "test", () -> failing(9)))
        .isInstanceOf(StoppedException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMinutes(1));
  }

  private String failing(int times) throws IOException {
    if (attempts.incrementAndGet() <= times) {
      throw new IOException("an outage");
    }
    return "done";
  }
}

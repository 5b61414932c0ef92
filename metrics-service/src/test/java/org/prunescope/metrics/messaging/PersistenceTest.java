package org.prunescope.metrics.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.prunescope.metrics.Stopping;

class PersistenceTest {
  private final Stopping stopping = new Stopping();
  private final Persistence persistence = new Persistence(stopping);
  private final AtomicInteger attempts = new AtomicInteger();

  @Test
  void doesTheWorkAgainUntilTheOutageIsOver() {
    persistence.untilDone(
        "work=test",
        () -> {
          if (attempts.incrementAndGet() < 3) {
            throw new IOException("an outage");
          }
        });

    assertThat(attempts).hasValue(3);
  }

  @Test
  void givesTheWorkBackWhenTheServiceStops() {
    assertThatThrownBy(
            () ->
                persistence.untilDone(
                    "work=test",
                    () -> {
                      attempts.incrementAndGet();
                      stopping.begin();
                      throw new IOException("an outage");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasRootCauseMessage("an outage");
    assertThat(attempts).hasValue(1);
  }
}

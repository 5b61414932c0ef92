package org.prunescope.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is to be done again and again goes on after a failure, and ends when it is closed. */
class RepeatingTest {
  @Test
  void goesOnAfterAFailure() throws Exception {
    CountDownLatch thrice = new CountDownLatch(3);

    Repeating work =
        Repeating.start(
            "test",
            Duration.ofMillis(1),
            () -> {
              thrice.countDown();
              throw new IllegalStateException("an outage");
            });

    assertThat(thrice.await(10, TimeUnit.SECONDS)).isTrue();
    work.close();
  }

  @Test
  void letsWhatIsUnderWayEnd() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    boolean[] ended = {false};
    Repeating work =
        Repeating.start(
            "test",
            Duration.ofHours(1),
            () -> {
              begun.countDown();
              try {
                ended[0] = mayEnd.await(10, TimeUnit.SECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    begun.await();
    mayEnd.countDown();

    work.close();

    assertThat(ended[0]).isTrue();
  }
}

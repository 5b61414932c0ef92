package org.prunescope.metrics.messaging;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Does a piece of work until it succeeds, with growing pauses: an outage of the database, the
 * artifacts or the broker delays it and loses nothing.
 */
final class Persistence {
  private static final Logger LOG = Logger.getLogger(Persistence.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** Work that an outage may stop. */
  @FunctionalInterface
  interface Work {
    void run() throws Exception;
  }

  private final CountDownLatch stopped = new CountDownLatch(1);

  /**
   * Returns when the work is done.
   *
   * @param name of the work in the log, as key=value
   * @throws IllegalStateException where the service stops before
   */
  void untilDone(String name, Work work) {
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        work.run();
        return;
      } catch (Exception e) {
        LOG.errorf(e, "work=delayed %s pauseMillis=%d", name, pause.toMillis());
        awaitStop(pause, name);
      }
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
              ? pause.multipliedBy(2)
              : LONGEST_PAUSE;
    }
  }

  void stop() {
    stopped.countDown();
  }

  private void awaitStop(Duration pause, String name) {
    boolean stops;
    try {
      stops = stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stops = true;
    }
    if (stops) {
      throw new IllegalStateException("the service stops before this was done: " + name);
    }
  }
}

package org.prunescope.metrics.messaging;

import java.time.Duration;
import org.jboss.logging.Logger;
import org.prunescope.metrics.Stopping;

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

  private final Stopping stopping;

  Persistence(Stopping stopping) {
    this.stopping = stopping;
  }

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
        if (stopping.hasBegun()) {
          throw stopped(name, e);
        }
        LOG.errorf(e, "work=delayed %s pauseMillis=%d", name, pause.toMillis());
        if (stopping.await(pause)) {
          throw stopped(name, e);
        }
      }
      Duration doubled = pause.multipliedBy(2);
      pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }
  }

  private static IllegalStateException stopped(String name, Exception cause) {
    return new IllegalStateException("the service stops before this was done: " + name, cause);
  }
}

package org.prunescope.service;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import org.jboss.logging.Logger;

/**
 * Does something again and again, so long after the last time, on a thread of its own and by the
 * clock that never jumps. What fails is done again at its next turn.
 */
public final class Repeating implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Repeating.class);
  private static final int SECONDS_TO_END = 5;

  private final ScheduledExecutorService thread;

  private Repeating(ScheduledExecutorService thread) {
    this.thread = thread;
  }

  /**
   * Begins at once.
   *
   * @param name of the thread, for the log
   */
  public static Repeating start(String name, Duration pause, Runnable work) {
    ScheduledExecutorService thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name(name).factory());
    ScheduledFuture<?> unused =
        thread.scheduleWithFixedDelay(() -> attempt(name, work), 0, pause.toMillis(), MILLISECONDS);
    return new Repeating(thread);
  }

  private static void attempt(String name, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.warnf(e, "will be done again: work=%s", name);
    }
  }

  /** Lets what is under way end, for some seconds. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(SECONDS_TO_END, SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}

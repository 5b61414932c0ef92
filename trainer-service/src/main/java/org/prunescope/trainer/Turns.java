package org.prunescope.trainer;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.prunescope.service.StopSignal;
import org.prunescope.service.StoppedException;

/**
 * Lets so many networks take updates at a time. Another stands ready meanwhile, so that no
 * processor waits while a checkpoint is read or a first batch made.
 */
public final class Turns {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private final Semaphore free;

  /**
   * @param concurrency networks that take updates at a time, at least 1
   */
  public Turns(int concurrency) {
    if (concurrency < 1) {
      throw new IllegalArgumentException("concurrency must be at least 1, not " + concurrency);
    }
    free = new Semaphore(concurrency);
  }

  /**
   * Waits for a turn.
   *
   * @throws StoppedException where a stop was requested before it came
   */
  void take(StopSignal stop) throws StoppedException {
    try {
      do {
        stop.check();
      } while (!free.tryAcquire(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoppedException();
    }
  }

  /** Gives the turn to whoever waits. */
  void end() {
    free.release();
  }
}

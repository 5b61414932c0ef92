package org.prunescope.service;

import java.time.Duration;

/** Says whether work in hand is to be given back. Asked from the working thread, at every step. */
@FunctionalInterface
public interface StopSignal {
  /** Never: the work ends by itself soon enough. */
  StopSignal NEVER = () -> false;

  boolean isRequested();

  /**
   * Goes on only where no stop is requested.
   *
   * @throws StoppedException where it is
   */
  default void check() throws StoppedException {
    if (isRequested()) {
      throw new StoppedException();
    }
  }

  /**
   * Rests for so long.
   *
   * @throws StoppedException where a stop is requested meanwhile, or the thread is interrupted
   */
  default void rest(Duration pause) throws StoppedException {
    long lookMillis = 50;
    long end = System.nanoTime() + pause.toNanos();
    for (long left = pause.toNanos(); left > 0; left = end - System.nanoTime()) {
      check();
      try {
        Thread.sleep(Math.min(lookMillis, left / 1_000_000 + 1));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StoppedException();
      }
    }
    check();
  }
}

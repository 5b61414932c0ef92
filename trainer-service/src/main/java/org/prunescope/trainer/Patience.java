package org.prunescope.trainer;

import java.io.IOException;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Repeats what can fail for a while, such as a full disk or an unreachable broker, until it
 * succeeds or the work is to stop. Work is never lost to an outage.
 */
public final class Patience {
  private static final Logger LOG = Logger.getLogger(Patience.class);
  private static final long LOOK_FOR_STOP_MILLIS = 50;

  private final Duration firstPause;
  private final Duration longestPause;

  /**
   * @param firstPause after the first failure; doubles with each further one
   * @param longestPause up to which it doubles
   */
  public Patience(Duration firstPause, Duration longestPause) {
    this.firstPause = firstPause;
    this.longestPause = longestPause;
  }

  /**
   * Something that may fail for a while.
   *
   * @param <T> its result
   * @param <P> permanent failure: passed on at once
   */
  @FunctionalInterface
  public interface Attempt<T, P extends Exception> {
    /**
     * Tries once.
     *
     * @throws IOException where trying again may help
     */
    T run() throws IOException, SegmentStoppedException, P;
  }

  /**
   * The first result.
   *
   * @param what is tried, for the log
   * @throws SegmentStoppedException where a stop was requested before there was one
   */
  public <T, P extends Exception> T until(StopSignal stop, String what, Attempt<T, P> attempt)
      throws SegmentStoppedException, P {
    Duration pause = firstPause;
    while (true) {
      stop.check();
      try {
        return attempt.run();
      } catch (IOException e) {
        LOG.warnf("cannot %s, trying again in %d ms: %s", what, pause.toMillis(), e);
      }
      rest(pause, stop);
      pause = longer(pause);
    }
  }

  private Duration longer(Duration pause) {
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(longestPause) < 0 ? doubled : longestPause;
  }

  private static void rest(Duration pause, StopSignal stop) throws SegmentStoppedException {
    long end = System.nanoTime() + pause.toNanos();
    while (System.nanoTime() < end) {
      stop.check();
      try {
        Thread.sleep(LOOK_FOR_STOP_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new SegmentStoppedException();
      }
    }
  }
}

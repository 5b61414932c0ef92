package org.prunescope.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Objects;
import org.jboss.logging.Logger;

/**
 * Repeats what can fail for a while, such as a full disk or an unreachable broker, with pauses that
 * double: until it succeeds, the work is to stop, or the tries are used up.
 *
 * @param firstPause after the first failure
 * @param longestPause up to which it doubles
 * @param tries at least 1
 */
public record Patience(Duration firstPause, Duration longestPause, int tries) {
  private static final Logger LOG = Logger.getLogger(Patience.class);

  public Patience {
    if (tries < 1) {
      throw new IllegalArgumentException("at least one try, not " + tries);
    }
  }

  /** As many tries as it takes: work is never lost to an outage. */
  public Patience(Duration firstPause, Duration longestPause) {
    this(firstPause, longestPause, Integer.MAX_VALUE);
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
    T run() throws IOException, StoppedException, P;
  }

  /**
   * The first result.
   *
   * @param what is tried, for the log
   * @throws StoppedException where a stop was requested before there was one
   * @throws UncheckedIOException where even the last try failed
   */
  public <T, P extends Exception> T until(StopSignal stop, String what, Attempt<T, P> attempt)
      throws StoppedException, P {
    Duration pause = firstPause;
    for (int failures = 1; ; failures++) {
      stop.check();
      try {
        return attempt.run();
      } catch (IOException e) {
        if (failures == tries) {
          throw new UncheckedIOException("cannot " + what, e);
        }
        Throwable reason = Objects.requireNonNullElse(e.getCause(), e);
        LOG.warnf("cannot %s, trying again in %d ms: %s", what, pause.toMillis(), reason);
      }
      stop.rest(pause);
      pause = longer(pause);
    }
  }

  private Duration longer(Duration pause) {
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(longestPause) < 0 ? doubled : longestPause;
  }
}

package org.prunescope.pruner.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Tries again what failed to read or write, each time after twice the pause. When even the last try
 * fails the error reaches the caller, who must not go on as if nothing had happened.
 *
 * @param tries at least 1
 * @param firstPause before the second try
 */
public record Retry(int tries, Duration firstPause) {
  private static final Logger LOG = Logger.getLogger(Retry.class);

  /** Something that reads or writes. */
  public interface Action<T> {
    T run() throws IOException;
  }

  /** The action's result. */
  public <T> T of(String what, Action<T> action) {
    Duration pause = firstPause;
    for (int attempt = 1; ; attempt++) {
      try {
        return action.run();
      } catch (IOException e) {
        LOG.warnf("failed what=\"%s\" try=%d tries=%d problem=\"%s\"", what, attempt, tries, e);
        if (attempt == tries) {
          throw new UncheckedIOException(what, e);
        }
        await(pause);
        pause = pause.multipliedBy(2);
      }
    }
  }

  private static void await(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted between two tries", e);
    }
  }
}

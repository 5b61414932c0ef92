package org.prunescope.standalone.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.event.RunState;
import org.prunescope.standalone.Terminal;
import org.prunescope.standalone.gateway.ExperimentStatus;
import org.prunescope.standalone.gateway.ExperimentStatus.TimeLeft;
import org.prunescope.standalone.gateway.Gateway;
import org.prunescope.standalone.gateway.UnreachableException;

/** Follows an experiment to its end: one live line in a terminal, else a line per change. */
final class Watch {
  private static final Duration BETWEEN_LIVE_LINES = Duration.ofSeconds(1);
  private static final Duration BETWEEN_PLAIN_LINES = Duration.ofSeconds(5);

  /** For a gateway that is started again meanwhile. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final int WIDTH = 20;

  private final Gateway gateway;
  private final Terminal terminal;

  Watch(Gateway gateway, Terminal terminal) {
    this.gateway = gateway;
    this.terminal = terminal;
  }

  /**
   * Returns when nothing more will change.
   *
   * @return what the command ends with: 0 where every run is measured, else 1
   */
  int until(ExperimentStatus first) throws InterruptedException {
    Duration pause = terminal.isInteractive() ? BETWEEN_LIVE_LINES : BETWEEN_PLAIN_LINES;
    ExperimentStatus status = first;
    String shown = "";
    try {
      while (!status.complete()) {
        String line = line(status);
        if (!line.equals(shown)) {
          terminal.live(line);
          shown = line;
        }
        Thread.sleep(pause);
        status = status(status.id());
      }
    } finally {
      terminal.endLive();
    }
    boolean succeeded = status.runsIn(RunState.MEASURED) == status.runs();
    terminal.say("Experiment %s is complete: %s.".formatted(status.id(), status.progress()));
    return succeeded ? 0 : 1;
  }

  private ExperimentStatus status(String id) throws InterruptedException {
    long begin = System.nanoTime();
    while (true) {
      try {
        return gateway.status(id);
      } catch (UnreachableException e) {
        if (System.nanoTime() - begin > PATIENCE.toNanos()) {
          throw e;
        }
        Thread.sleep(BETWEEN_LIVE_LINES);
      }
    }
  }

  private String line(ExperimentStatus status) {
    return terminal.isInteractive()
        ? bar(status) + "  " + status.measured() + left(status.timeLeft())
        : status.progress() + left(status.timeLeft());
  }

  /** By updates, which come long before measurements. */
  static String bar(ExperimentStatus status) {
    double done = status.updates() == 0 ? 1 : (double) status.updatesMade() / status.updates();
    int full = (int) (done * WIDTH);
    return "[%s%s] %3d %%"
        .formatted("#".repeat(full), "-".repeat(WIDTH - full), (int) (done * 100));
  }

  private static String left(@Nullable TimeLeft left) {
    return left == null || left.hours() == null || left.share() == 0
        ? ""
        : ", %s of training left".formatted(inWords(left.hours()));
  }

  static String inWords(double hours) {
    long minutes = Math.round(hours * 60);
    if (minutes < 1) {
      return "a minute";
    }
    return minutes < 60 ? minutes + " min" : "%d h %d min".formatted(minutes / 60, minutes % 60);
  }
}

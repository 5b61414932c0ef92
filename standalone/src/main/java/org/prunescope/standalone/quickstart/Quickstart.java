package org.prunescope.standalone.quickstart;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.event.RunState;
import org.prunescope.standalone.RefusedException;
import org.prunescope.standalone.Terminal;
import org.prunescope.standalone.gateway.ExperimentStatus;
import org.prunescope.standalone.gateway.Gateway;
import org.prunescope.standalone.gateway.RunStatus;
import org.prunescope.standalone.gateway.VariantTable;
import org.prunescope.standalone.process.ChildProcess;

/** Submits the preset experiment to a running stack, follows it and prints what came out. */
public final class Quickstart {
  /** What the gateway knows by this name. */
  private static final byte[] EXPERIMENT =
      "{\"preset\": \"quickstart\"}".getBytes(StandardCharsets.UTF_8);

  private static final Duration BETWEEN_LIVE_LINES = Duration.ofSeconds(1);
  private static final Duration BETWEEN_PLAIN_LINES = Duration.ofSeconds(10);

  private final Gateway gateway;
  private final Deaths deaths;
  private final Terminal terminal;

  /** Processes that the experiment depends on and that end without having been asked to. */
  @FunctionalInterface
  public interface Deaths {
    /** Waits so long at most; null where none has ended until then. */
    @Nullable ChildProcess await(Duration atMost) throws InterruptedException;
  }

  public Quickstart(URI gateway, Deaths deaths, Terminal terminal) {
    this.gateway = new Gateway(gateway);
    this.deaths = deaths;
    this.terminal = terminal;
  }

  /**
   * Returns when the experiment is complete and its table is printed.
   *
   * @return whether every run was trained and measured
   * @throws RefusedException where a part of the stack dies or the gateway refuses
   */
  public boolean run() throws InterruptedException {
    ExperimentStatus submitted = gateway.submit(EXPERIMENT);
    terminal.say("Experiment %s: %d runs.".formatted(submitted.id(), submitted.runs()));

    ExperimentStatus finished = awaitCompletion(submitted);
    terminal.say("");
    VariantTable.lines(gateway.results(finished.id()).variants()).forEach(terminal::say);
    terminal.say("");
    if (finished.runsIn(RunState.MEASURED) == finished.runs()) {
      return true;
    }
    explainFailures(finished.id());
    return false;
  }

  private ExperimentStatus awaitCompletion(ExperimentStatus submitted) throws InterruptedException {
    long begin = System.nanoTime();
    Duration pause = terminal.isInteractive() ? BETWEEN_LIVE_LINES : BETWEEN_PLAIN_LINES;
    ExperimentStatus status = submitted;
    String shown = "";
    while (!status.complete()) {
      ChildProcess dead = deaths.await(pause);
      if (dead != null) {
        throw new RefusedException(
            "%s ended with %d; see %s."
                .formatted(dead.name(), dead.exitCode().orElse(-1), dead.log()));
      }
      status = gateway.status(submitted.id());
      String progress = status.progress();
      if (terminal.isInteractive() || !progress.equals(shown)) {
        Duration passed = Duration.ofNanos(System.nanoTime() - begin);
        terminal.live(
            "%d:%02d  %s".formatted(passed.toMinutes(), passed.toSecondsPart(), progress));
        shown = progress;
      }
    }
    return status;
  }

  private void explainFailures(String id) {
    List<RunStatus> failed =
        gateway.runs(id).stream().filter(run -> run.state() != RunState.MEASURED).toList();
    for (RunStatus run : failed) {
      terminal.say(
          "%s is %s: %s %s"
              .formatted(
                  run.run(),
                  run.state(),
                  run.reason() == null ? "" : run.reason(),
                  run.detail() == null ? "" : run.detail()));
    }
  }
}

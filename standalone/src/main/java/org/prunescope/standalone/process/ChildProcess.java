package org.prunescope.standalone.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * A child of this process. What it says goes to a log file and to a follower; it is asked to stop
 * by the end of its standard input, which also comes when this process dies, however it dies.
 */
public final class ChildProcess {
  private static final int LAST_LINES = 20;
  private static final Pattern STACK_FRAME =
      Pattern.compile("\\s+(at \\S+\\(|\\.\\.\\. \\d+ more)");

  private final Program program;
  private final Path log;
  private final Process process;
  private final Thread reader;
  private final Deque<String> lastLines = new ArrayDeque<>();
  private volatile boolean askedToStop;

  private ChildProcess(Program program, Path log, Process process, Consumer<String> follower) {
    this.program = program;
    this.log = log;
    this.process = process;
    this.reader =
        Thread.ofPlatform().daemon().name("log-" + program.name()).unstarted(() -> read(follower));
  }

  /**
   * Starts a program.
   *
   * @param log file that its output and errors are appended to
   * @param follower given each line as it comes
   * @throws IOException where the program cannot be started
   */
  public static ChildProcess start(Program program, Path log, Consumer<String> follower)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(program.command()).redirectErrorStream(true);
    builder.environment().putAll(program.environment());
    ChildProcess child = new ChildProcess(program, log, builder.start(), follower);
    child.reader.start();
    // Whatever still waits for the end of the input learns that there is nothing left to stop.
    var unused = child.process.onExit().thenRun(child::closeInput);
    return child;
  }

  public String name() {
    return program.name();
  }

  public long pid() {
    return process.pid();
  }

  public Path log() {
    return log;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Whether {@link #stop} or {@link #kill} was called: its end is no surprise. */
  public boolean isAskedToStop() {
    return askedToStop;
  }

  /** The exit code, 128 + the signal's number where a signal ended it; empty while it lives. */
  public OptionalInt exitCode() {
    return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
  }

  /** Completes when the process has ended and all it said has been read. */
  public CompletableFuture<ChildProcess> onExit() {
    return process
        .onExit()
        .thenApplyAsync(
            ended -> {
              awaitReader();
              return this;
            });
  }

  /** The last lines it said, oldest first, at most 20; of stack traces those that say what was. */
  public List<String> lastLines() {
    synchronized (lastLines) {
      return List.copyOf(lastLines);
    }
  }

  /** Asks it to stop and returns at once. */
  public void askToStop() {
    askedToStop = true;
    closeInput();
  }

  /**
   * Asks it to stop, waits, and kills it where it is still there after the grace period.
   *
   * @return whether it stopped by itself
   */
  public boolean stop(Duration grace) {
    askToStop();
    if (awaitExit(grace)) {
      return true;
    }
    kill();
    return false;
  }

  /** Kills it and its own children without warning, as {@code kill -9} does, and waits. */
  public void kill() {
    askedToStop = true;
    List<ProcessHandle> descendants = process.descendants().toList();
    process.destroyForcibly();
    descendants.forEach(ProcessHandle::destroyForcibly);
    awaitExit(Duration.ofSeconds(10));
  }

  private boolean awaitExit(Duration atMost) {
    try {
      if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
        return false;
      }
      awaitReader();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void awaitReader() {
    try {
      // A grandchild may hold the pipe open; what it says later belongs to nobody.
      reader.join(Duration.ofSeconds(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeInput() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // Closed already, by its end or by ours.
    }
  }

  private void read(Consumer<String> follower) {
    try (BufferedReader lines = process.inputReader(Charset.defaultCharset());
        LogFile file = new LogFile(log, follower)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        remember(line);
        file.append(line);
        follower.accept(line);
      }
    } catch (IOException e) {
      follower.accept("what it says cannot be read any longer: " + e.getMessage());
    }
  }

  private void remember(String line) {
    if (STACK_FRAME.matcher(line).lookingAt()) {
      return;
    }
    synchronized (lastLines) {
      lastLines.addLast(line);
      if (lastLines.size() > LAST_LINES) {
        lastLines.removeFirst();
      }
    }
  }
}

package org.prunescope.benchmarks.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.prunescope.standalone.RefusedException;
import org.prunescope.standalone.gateway.ExperimentStatus;
import org.prunescope.standalone.gateway.Gateway;
import org.prunescope.standalone.process.ChildProcess;
import org.prunescope.standalone.stack.Installation;
import org.prunescope.standalone.stack.Stack;
import org.prunescope.standalone.stack.StackOptions;

/**
 * A stack of real processes with one trainer, on free ports and a temporary folder, which goes with
 * it. What its processes say is kept.
 */
final class MeasuredStack implements AutoCloseable {
  private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(500);

  private final Path data;
  private final Stack stack;
  private final Map<String, Queue<String>> lines;

  private MeasuredStack(Path data, Stack stack, Map<String, Queue<String>> lines) {
    this.data = data;
    this.stack = stack;
    this.lines = lines;
  }

  /**
   * Starts everything; returns when it is ready.
   *
   * @param concurrency runs that the trainer trains side by side, at least 1
   */
  static MeasuredStack start(int concurrency) throws IOException {
    Path data = Files.createTempDirectory("prunescope-benchmark");
    Map<String, Queue<String>> lines = new ConcurrentHashMap<>();
    StackOptions options =
        new StackOptions(
            data, Optional.empty(), 0, 0, 0, StackOptions.DEFAULT_PARTITIONS, 1, concurrency);
    Stack stack =
        Stack.open(
            Installation.here(),
            options,
            (part, line) ->
                lines.computeIfAbsent(part, name -> new ConcurrentLinkedQueue<>()).add(line));
    MeasuredStack measured = new MeasuredStack(data, stack, lines);
    Runtime.getRuntime().addShutdownHook(new Thread(measured::close, "stop"));
    stack.start();
    return measured;
  }

  /** Where Kafka listens. */
  String bootstrapServers() {
    return stack.bootstrapServers();
  }

  /** Stops one part in order. */
  void stop(String part) {
    stack.stop(part);
  }

  /** Asks for an experiment and does not wait for it. */
  ExperimentStatus submit(String request) {
    return new Gateway(stack.gateway()).submit(request.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Asks for an experiment and waits until it is complete.
   *
   * @throws RefusedException where a run fails or a process ends
   */
  ExperimentStatus complete(String request) throws InterruptedException {
    ExperimentStatus status = submit(request);
    Gateway gateway = new Gateway(stack.gateway());
    while (!status.complete()) {
      ChildProcess dead = stack.awaitDeath(BETWEEN_QUESTIONS);
      if (dead != null) {
        throw new RefusedException(
            "%s ended with %d. The last it said:%n  %s"
                .formatted(
                    dead.name(),
                    dead.exitCode().orElse(-1),
                    String.join("\n  ", dead.lastLines())));
      }
      status = gateway.status(status.id());
    }
    if (status.failedRuns() > 0) {
      throw new RefusedException(
          "Not every run ended well: %s; %s"
              .formatted(status.progress(), gateway.runs(status.id())));
    }
    return status;
  }

  /** What a part has said so far, line by line. */
  List<String> said(String part) {
    return List.copyOf(lines.getOrDefault(part, new ConcurrentLinkedQueue<>()));
  }

  /** Stops everything and deletes the folder. */
  @Override
  public synchronized void close() {
    if (!stack.isOpen()) {
      return;
    }
    stack.close();
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

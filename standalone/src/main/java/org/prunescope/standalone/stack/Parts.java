package org.prunescope.standalone.stack;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.prunescope.standalone.RefusedException;
import org.prunescope.standalone.process.ChildProcess;

/** Child processes by name, each of which may end and be started again. */
final class Parts {
  private static final String STOPPING = "Prunescope was stopped while it started.";
  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration GRACE = Duration.ofSeconds(20);
  private static final long POLL_MILLIS = 50;

  private final Path logs;
  private final BiConsumer<String, String> follower;
  private final Map<String, Part> parts = new LinkedHashMap<>();
  private final Map<String, ChildProcess> children = new LinkedHashMap<>();
  private final Set<ChildProcess> ready = ConcurrentHashMap.newKeySet();
  private final BlockingQueue<ChildProcess> deaths = new LinkedBlockingQueue<>();
  private boolean closed;

  /**
   * @param logs the folder of a log for each part
   * @param follower given the name of a part and a line that it said
   */
  Parts(Path logs, BiConsumer<String, String> follower) {
    this.logs = logs;
    this.follower = follower;
  }

  /** Adds a part, where there is none of its name; starts nothing. */
  synchronized void add(Part part) {
    parts.putIfAbsent(part.name(), part);
  }

  /** Names of all parts, in the order in which they were added. */
  synchronized List<String> names() {
    return List.copyOf(parts.keySet());
  }

  /** Starts a part that does not run, and returns at once. */
  synchronized void launch(String name) {
    if (closed) {
      throw new RefusedException(STOPPING);
    }
    Part part = parts.get(name);
    if (part == null) {
      throw new IllegalArgumentException("no part is called " + name);
    }
    if (isRunning(name)) {
      throw new IllegalStateException(name + " runs already");
    }
    try {
      ChildProcess child =
          ChildProcess.start(
              part.program(), logs.resolve(name + ".log"), line -> follower.accept(name, line));
      children.put(name, child);
      Thread.ofVirtual().name("ready-" + name).start(() -> noteReadiness(part, child));
      var unused = child.onExit().thenAccept(this::noteDeath);
    } catch (IOException e) {
      throw new RefusedException("%s cannot be started: %s".formatted(name, e.getMessage()), e);
    }
  }

  /** Returns when a part that was launched is ready. */
  void awaitReady(String name) {
    ChildProcess child =
        child(name).orElseThrow(() -> new IllegalStateException(name + " was not started"));
    long end = System.nanoTime() + START.toNanos();
    while (!wasReady(child)) {
      if (!isOpen()) {
        throw new RefusedException(STOPPING);
      }
      if (!child.isAlive()) {
        throw endedTooSoon(child);
      }
      if (System.nanoTime() > end) {
        throw new RefusedException(
            "%s is not ready after %d s; see %s.".formatted(name, START.toSeconds(), child.log()));
      }
      pause();
    }
  }

  void stop(String name) {
    child(name).ifPresent(child -> child.stop(GRACE));
  }

  void kill(String name) {
    child(name).ifPresent(ChildProcess::kill);
  }

  boolean isRunning(String name) {
    return child(name).map(ChildProcess::isAlive).orElse(false);
  }

  synchronized boolean isOpen() {
    return !closed;
  }

  /** The process of a part, alive or not; empty where it was never started. */
  synchronized Optional<ChildProcess> child(String name) {
    return Optional.ofNullable(children.get(name));
  }

  /** Whether a process, alive or not, has been ready. */
  boolean wasReady(ChildProcess child) {
    return ready.contains(child);
  }

  /** Waits for a part that ends without having been asked to. */
  ChildProcess awaitDeath() throws InterruptedException {
    return deaths.take();
  }

  /** The same, for so long at most; null where none has ended until then. */
  @Nullable ChildProcess awaitDeath(Duration atMost) throws InterruptedException {
    return deaths.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Stops all, last started first, and starts nothing more.
   *
   * @param isLast names of those that are stopped when the others have ended
   */
  void close(Predicate<String> isLast) {
    List<ChildProcess> first = new ArrayList<>();
    List<ChildProcess> last = new ArrayList<>();
    synchronized (this) {
      closed = true;
      children.forEach((name, child) -> (isLast.test(name) ? last : first).addFirst(child));
    }
    stopTogether(first);
    stopTogether(last);
  }

  private static void stopTogether(List<ChildProcess> children) {
    children.forEach(ChildProcess::askToStop);
    long end = System.nanoTime() + GRACE.toNanos();
    for (ChildProcess child : children) {
      child.stop(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    }
  }

  private void noteReadiness(Part part, ChildProcess child) {
    while (child.isAlive()) {
      if (part.readiness().isReady(child)) {
        ready.add(child);
        return;
      }
      pause();
    }
  }

  private void noteDeath(ChildProcess child) {
    if (!child.isAskedToStop()) {
      deaths.add(child);
    }
  }

  private static RefusedException endedTooSoon(ChildProcess child) {
    child.onExit().join();
    return new RefusedException(
        "%s ended with %d while it started; see %s. The last it said:%n  %s"
            .formatted(
                child.name(),
                child.exitCode().orElse(-1),
                child.log(),
                String.join(System.lineSeparator() + "  ", child.lastLines())));
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RefusedException("Interrupted while starting.", e);
    }
  }
}

package org.prunescope.system.faults;

import java.util.function.Consumer;
import org.prunescope.standalone.process.ChildProcess;
import org.prunescope.standalone.stack.Stack;

/** Launches again what ends without having been asked to, as a cluster does. */
final class Supervision implements AutoCloseable {
  /** Of a process that was asked by a signal: whoever sent it starts it again. */
  private static final int TERMINATED = 128 + 15;

  private final Stack stack;
  private final Consumer<String> fired;
  private final Thread watcher;

  /**
   * @param fired told of each such end
   */
  Supervision(Stack stack, Consumer<String> fired) {
    this.stack = stack;
    this.fired = fired;
    this.watcher = Thread.ofPlatform().daemon().name("supervision").start(this::watch);
  }

  /** What is counted where a part ends with a code that nobody asked for. */
  static String endedByItself(String part, int code) {
    return "ended by itself %s (%d)".formatted(part, code);
  }

  /** Launches a part, whoever it was that ended it, where it does not run. */
  synchronized void launchAgain(String part) {
    if (!stack.isRunning(part)) {
      stack.launch(part);
    }
  }

  /** From now on what ends stays away. */
  @Override
  public void close() {
    watcher.interrupt();
    try {
      watcher.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void watch() {
    try {
      while (true) {
        replace(stack.awaitDeath());
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  private synchronized void replace(ChildProcess dead) {
    int code = dead.exitCode().orElseThrow();
    if (code == TERMINATED) {
      return;
    }
    fired.accept(endedByItself(dead.name(), code));
    if (stack.child(dead.name()).orElseThrow() == dead) {
      launchAgain(dead.name());
    }
  }
}

package org.prunescope.standalone;

import org.prunescope.standalone.stack.Stack;

/** Ctrl-C, SIGTERM and every other end of this process stop the stack first. */
final class StopSignal {
  private static volatile boolean arrived;

  private StopSignal() {}

  static void closes(Stack stack, Terminal terminal) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  arrived = true;
                  boolean isOpen = stack.isOpen();
                  if (isOpen) {
                    terminal.say("Stopping ...");
                  }
                  stack.close(); // Also where somebody is at it: this process outlives its parts.
                  if (isOpen) {
                    terminal.say("Stopped.");
                  }
                },
                "stop"));
  }

  /** Whether this process is ending: what is interrupted by that is no failure. */
  static boolean hasArrived() {
    return arrived;
  }
}

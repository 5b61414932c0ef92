package org.prunescope.standalone;

import org.prunescope.standalone.stack.Stack;

/** Ctrl-C, SIGTERM and every other end of this process stop the stack first. */
final class StopSignal {
  private StopSignal() {}

  static void closes(Stack stack, Terminal terminal) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  if (stack.isOpen()) {
                    terminal.say("Stopping ...");
                    stack.close();
                    terminal.say("Stopped.");
                  }
                },
                "stop"));
  }
}

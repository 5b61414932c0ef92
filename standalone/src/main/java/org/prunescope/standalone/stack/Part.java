package org.prunescope.standalone.stack;

import org.prunescope.standalone.process.ChildProcess;
import org.prunescope.standalone.process.Program;

/**
 * One process of the stack.
 *
 * @param program what it runs, the same at every start
 * @param readiness asked until it says yes
 */
record Part(Program program, Readiness readiness) {
  String name() {
    return program.name();
  }

  /** Whether a process that lives already does its work. */
  @FunctionalInterface
  interface Readiness {
    boolean isReady(ChildProcess child);
  }
}

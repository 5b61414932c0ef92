package org.prunescope.system.simulation;

/** What a process was just doing has killed it. */
final class ProcessDiedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ProcessDiedException() {
    super("the process died");
  }
}

package org.prunescope.system.simulation;

/** Something has happened that Prunescope promises never happens. */
final class BrokenPromiseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BrokenPromiseException(String message) {
    super(message);
  }
}

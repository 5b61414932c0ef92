package org.prunescope.service;

/** The work was to stop before it was done: somebody else will do it. */
public final class StoppedException extends Exception {
  private static final long serialVersionUID = 1L;
}

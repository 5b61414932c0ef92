package org.prunescope.trainer;

/** The segment was given up because a stop was requested; nothing of it is to be announced. */
public final class SegmentStoppedException extends Exception {
  private static final long serialVersionUID = 1L;
}

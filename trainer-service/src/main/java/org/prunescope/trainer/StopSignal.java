package org.prunescope.trainer;

/** Says whether work in hand is to be given back. Asked from the working thread, at every step. */
@FunctionalInterface
public interface StopSignal {
  boolean isRequested();

  /**
   * Goes on only where no stop is requested.
   *
   * @throws SegmentStoppedException where it is
   */
  default void check() throws SegmentStoppedException {
    if (isRequested()) {
      throw new SegmentStoppedException();
    }
  }
}

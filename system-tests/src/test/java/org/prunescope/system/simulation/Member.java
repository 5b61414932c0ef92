package org.prunescope.system.simulation;

import java.util.List;

/**
 * One process of a service. What it does, it does in steps; between any two of them it may die, or
 * lose a partition without being told.
 */
interface Member {
  /** Adds what it may do next; nothing where it waits for others. */
  void offer(List<Runnable> steps);

  /** It reads this partition from here on, beginning at what is committed. */
  void assigned(int partition);

  /** Somebody else will read this partition; whatever is to be committed, is committed now. */
  void revoked(int partition);

  /** The process is gone, and all that it held in memory. */
  default void died() {}
}

package org.prunescope.metrics.algorithm.population;

import java.util.Locale;

/** Whose mean it is. */
public enum Side {
  DENSE,
  PRUNED,
  /** Pruned - dense, of pairs of one seed. */
  DIFFERENCE;

  /** The name in tables and views. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package org.prunescope.metrics.algorithm.population;

import java.util.Locale;

/** The samples that a quantity is averaged over. */
public enum Subset {
  ALL,
  /** Pruning-identified exemplars, equal votes to the smallest label. */
  PIES,
  /** All but the PIEs. */
  OTHERS;

  /** Whether a sample belongs, by whether it is a PIE. */
  boolean contains(boolean pie) {
    return switch (this) {
      case ALL -> true;
      case PIES -> pie;
      case OTHERS -> !pie;
    };
  }

  /** The name in tables and views. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}

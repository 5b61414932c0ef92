package org.prunescope.metrics.algorithm.population;

import org.prunescope.contract.random.Purpose;
import org.prunescope.contract.random.RandomStream;

/**
 * What the random numbers of a comparison are for. The seed is the same for all comparisons, so
 * that numbers change only where data do, and draws of two comparisons can be set side by side.
 */
enum Draw {
  EXCHANGE(0),
  HALVES(1),
  BOOTSTRAP(2);

  /** Draws of each kind, where not all arrangements are looked at. */
  static final int DRAWS = 1_000;

  private static final long SEED = 0;

  private final int code;

  Draw(int code) {
    this.code = code;
  }

  /** The numbers of one draw, counted from 0. */
  RandomStream stream(int draw) {
    return new RandomStream(SEED, 0, code, draw, Purpose.RESAMPLING);
  }
}

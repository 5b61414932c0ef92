package org.prunescope.gateway.algorithm.estimate;

import org.jspecify.annotations.Nullable;

/**
 * How much training an experiment has before it; measuring is not in it.
 *
 * @param share of all its training, by cost, 0 to 1
 * @param hours if it goes on as it did since its first run began; null while nothing is trained
 * @param deviceHours of devices that each train one run after another, by measured speeds; null
 *     where nothing to go by was measured
 */
public record TimeLeft(double share, @Nullable Double hours, @Nullable Double deviceHours) {
  /**
   * From what is known.
   *
   * @param cost of all training, at least 0
   * @param costLeft 0 to {@code cost}
   * @param hoursSoFar since the first run began, at least 0; null before
   * @param deviceHours of all training; null where it is not known
   */
  public static TimeLeft of(
      long cost, long costLeft, @Nullable Double hoursSoFar, @Nullable Double deviceHours) {
    if (costLeft == 0) {
      return new TimeLeft(0, 0.0, 0.0);
    }
    double share = (double) costLeft / cost;
    Double hours =
        hoursSoFar == null || costLeft == cost
            ? null
            : Double.valueOf(hoursSoFar * costLeft / (cost - costLeft));
    return new TimeLeft(share, hours, deviceHours == null ? null : deviceHours * share);
  }
}

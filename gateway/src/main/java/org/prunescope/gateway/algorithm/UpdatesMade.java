package org.prunescope.gateway.algorithm;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.position.Position;

/** How many updates a run has made itself. */
public final class UpdatesMade {
  private UpdatesMade() {}

  /**
   * Updates up to a position, without those that the run's trunk made for it.
   *
   * @param phaseUpdates updates of each of the variant's phases
   * @param sharedUpdates made by the trunk; 0 for a trunk
   * @param position of the run's newest checkpoint; null before the first
   */
  public static long upTo(
      List<Integer> phaseUpdates, long sharedUpdates, @Nullable Position position) {
    if (position == null) {
      return 0;
    }
    long earlier =
        phaseUpdates.stream().limit(position.phase()).mapToLong(Integer::longValue).sum();
    return Math.max(0, earlier + position.step() - sharedUpdates);
  }
}

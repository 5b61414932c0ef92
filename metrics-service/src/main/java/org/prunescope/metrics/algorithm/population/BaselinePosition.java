package org.prunescope.metrics.algorithm.population;

import java.util.List;
import java.util.Optional;
import org.prunescope.contract.position.Position;

/** Where in the baseline's life a pruned population is compared with it. */
public final class BaselinePosition {
  private BaselinePosition() {}

  /**
   * The baseline after as many updates of the same phase, where it is measured there; else at the
   * last position at which it is measured, as for updates that it does not make (fine-tuning).
   *
   * @param position of the pruned population
   * @param measured the baseline's positions, ascending
   * @return empty where the baseline is never measured
   */
  public static Optional<Position> of(Position position, List<Position> measured) {
    Position same = Position.trained(position.phase(), position.step());
    if (measured.contains(same)) {
      return Optional.of(same);
    }
    return measured.isEmpty() ? Optional.empty() : Optional.of(measured.getLast());
  }
}

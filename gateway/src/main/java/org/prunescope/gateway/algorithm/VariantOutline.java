package org.prunescope.gateway.algorithm;

import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.experiment.VariantId;
import org.prunescope.contract.plan.Fork;
import org.prunescope.contract.plan.MaskEvent;
import org.prunescope.contract.plan.Phase;
import org.prunescope.contract.plan.Variant;
import org.prunescope.contract.position.Position;

/** A variant before its work is cut into segments. */
record VariantOutline(
    VariantId id,
    String objective,
    String pruningPlan,
    double sparsity,
    @Nullable VariantId baseline,
    List<Phase> phases,
    List<MaskEvent> masks,
    @Nullable Fork fork) {
  /** Upper bound of the number of segments, without computing them. */
  long segmentsAtMost(int segmentSteps, int forks) {
    long regular = phases.stream().mapToLong(phase -> phase.steps() / segmentSteps + 2L).sum();
    return regular + masks.size() + forks;
  }

  /**
   * The variant, measured at its end.
   *
   * @param segmentSteps greatest number of updates in a segment
   * @param forks positions at which others leave this one
   */
  Variant cut(int segmentSteps, List<Position> forks) {
    NavigableSet<Position> ends = new TreeSet<>(forks);
    for (int phase = 0; phase < phases.size(); phase++) {
      int steps = phases.get(phase).steps();
      for (long step = 0; step < steps; step += segmentSteps) {
        ends.add(Position.trained(phase, (int) step));
      }
      ends.add(Position.trained(phase, steps));
    }
    for (MaskEvent mask : masks) {
      ends.add(Position.trained(mask.at().phase(), mask.at().step()));
    }
    NavigableSet<Position> own = fork == null ? ends : ends.tailSet(fork.at(), false);
    Position end = masks.isEmpty() ? ends.last() : later(ends.last(), masks.getLast().at());
    return new Variant(
        id,
        objective,
        pruningPlan,
        sparsity,
        baseline,
        phases,
        masks,
        List.copyOf(own),
        fork,
        List.of(end));
  }

  private static Position later(Position one, Position other) {
    return one.isAfter(other) ? one : other;
  }
}

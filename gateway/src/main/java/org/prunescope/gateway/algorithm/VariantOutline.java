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
import org.prunescope.contract.position.Stage;

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
   * The variant, measured at its end and at what is marked of it. A branch has no part in its
   * trunk's marks: its own come after its fork.
   *
   * @param segmentSteps greatest number of updates in a segment
   * @param forks positions at which others leave this one
   * @param marks positions that are measured too
   */
  Variant cut(int segmentSteps, List<Position> forks, NavigableSet<Position> marks) {
    NavigableSet<Position> ends = new TreeSet<>(forks);
    marks.stream().filter(mark -> mark.stage() == Stage.TRAINED).forEach(ends::add);
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
    Position end = masks.isEmpty() ? ends.last() : later(ends.last(), masks.getLast().at());
    NavigableSet<Position> measured = new TreeSet<>(own(marks));
    measured.add(end);
    return new Variant(
        id,
        objective,
        pruningPlan,
        sparsity,
        baseline,
        phases,
        masks,
        List.copyOf(own(ends)),
        fork,
        List.copyOf(measured));
  }

  /** Those that a run of this variant reaches itself. */
  private NavigableSet<Position> own(NavigableSet<Position> positions) {
    return fork == null ? positions : positions.tailSet(fork.at(), false);
  }

  private static Position later(Position one, Position other) {
    return one.isAfter(other) ? one : other;
  }
}

package org.prunescope.metrics.persistence;

import java.util.List;
import java.util.Optional;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.plan.Phase;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.plan.Variant;
import org.prunescope.contract.position.Position;
import org.prunescope.metrics.algorithm.population.BaselinePosition;

/** The rows of a plan's measured positions and comparisons. */
final class PlannedComparisons {
  private PlannedComparisons() {}

  /** Stores them, once the plan's variants are stored. */
  static void persist(Plan plan) {
    for (Variant variant : plan.variants()) {
      for (Position position : variant.measured()) {
        new PlannedPositionRow(of(plan, variant, position), updates(variant, position)).persist();
      }
      if (variant.baseline() != null) {
        persist(plan, variant, plan.variant(variant.baseline()));
      }
    }
  }

  private static void persist(Plan plan, Variant variant, Variant baseline) {
    ExperimentId experiment = plan.experiment();
    for (Position position : variant.measured()) {
      Optional<Position> ofBaseline = BaselinePosition.of(position, baseline.measured());
      ofBaseline.ifPresent(
          compared ->
              new ComparisonRow(
                      of(plan, variant, position),
                      VariantRow.id(experiment, baseline.id()),
                      compared)
                  .persist());
    }
  }

  private static VariantPosition of(Plan plan, Variant variant, Position position) {
    return VariantPosition.of(VariantRow.id(plan.experiment(), variant.id()), position);
  }

  /** Behind a run at this position, its trunk's included. */
  private static long updates(Variant variant, Position position) {
    List<Phase> before = variant.phases().subList(0, position.phase());
    return before.stream().mapToLong(Phase::steps).sum() + position.step();
  }
}

package org.prunescope.gateway.algorithm;

import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.prunescope.contract.experiment.Measurement;
import org.prunescope.contract.plan.MaskEvent;
import org.prunescope.contract.plan.Phase;
import org.prunescope.contract.position.Position;

/**
 * Where along training runs are measured, beside their end: in phases in which the network has a
 * classifier, since a measurement needs predictions.
 */
record MarkedPositions(Measurement measurement) {
  /** Upper bound of the positions, without computing them. */
  long atMost(VariantOutline variant) {
    int every = measurement.measureEvery();
    long regular =
        every == 0
            ? 0
            : variant.phases().stream()
                .filter(phase -> phase.learning().hasClassifier())
                .mapToLong(phase -> phase.steps() / every + 1L)
                .sum();
    return regular + (measurement.measurePruned() ? 2L * variant.masks().size() : 0);
  }

  /** As {@link #atMost(VariantOutline)}, of a dense variant beside those pruned from it. */
  long atMost(VariantOutline dense, List<VariantOutline> pruned) {
    long masks = pruned.stream().mapToLong(variant -> variant.masks().size()).sum();
    return atMost(dense) + (measurement.measurePruned() ? masks : 0);
  }

  /**
   * Of a variant, as if it forked from none: trained positions at multiples of {@code measureEvery}
   * from the first on and at the ends of phases; each mask's two positions.
   */
  NavigableSet<Position> of(VariantOutline variant) {
    NavigableSet<Position> marks = new TreeSet<>();
    if (measurement.measureEvery() > 0) {
      addMultiplesAndEnds(marks, variant.phases());
    }
    for (Position masked : masked(variant)) {
      marks.add(Position.trained(masked.phase(), masked.step()));
      marks.add(masked);
    }
    return marks;
  }

  /**
   * Of a dense variant: its own, and wherever one pruned from it is measured before a mask, so that
   * what pruning does there is compared with what training did.
   */
  NavigableSet<Position> of(VariantOutline dense, List<VariantOutline> pruned) {
    NavigableSet<Position> marks = of(dense);
    for (VariantOutline variant : pruned) {
      for (Position masked : masked(variant)) {
        if (masked.phase() < dense.phases().size()) {
          marks.add(Position.trained(masked.phase(), masked.step()));
        }
      }
    }
    return marks;
  }

  /** The field of a request that marks so many. */
  String field() {
    return measurement.measureEvery() > 0
        ? "measurement.measureEvery"
        : "measurement.measurePruned";
  }

  private void addMultiplesAndEnds(NavigableSet<Position> marks, List<Phase> phases) {
    int every = measurement.measureEvery();
    for (int phase = 0; phase < phases.size(); phase++) {
      if (phases.get(phase).learning().hasClassifier()) {
        int steps = phases.get(phase).steps();
        for (long step = every; step < steps; step += every) {
          marks.add(Position.trained(phase, (int) step));
        }
        marks.add(Position.trained(phase, steps));
      }
    }
  }

  /** The positions after masks that are to be measured. */
  private List<Position> masked(VariantOutline variant) {
    return measurement.measurePruned()
        ? variant.masks().stream()
            .map(MaskEvent::at)
            .filter(at -> variant.phases().get(at.phase()).learning().hasClassifier())
            .toList()
        : List.of();
  }
}

package org.prunescope.gateway.algorithm;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.Objective;
import org.prunescope.contract.experiment.PruningPlan;
import org.prunescope.contract.experiment.Training;
import org.prunescope.contract.experiment.VariantId;
import org.prunescope.contract.plan.Fork;
import org.prunescope.contract.plan.MaskEvent;
import org.prunescope.contract.plan.Phase;
import org.prunescope.contract.plan.Variant;
import org.prunescope.contract.position.Position;

/** The variants of one objective: the dense one, and those that are compared with it. */
record VariantOutlines(VariantOutline dense, List<VariantOutline> pruned) {
  /** The phase that dense and pruned variants begin with. */
  private static final int TRAINING = 0;

  /** The phase that one-shot variants add. */
  private static final int FINE_TUNING = 1;

  static VariantOutlines of(Objective objective, Experiment request, int trainSamples) {
    return new Builder(objective, request, trainSamples).outlines();
  }

  long segmentsAtMost(int segmentSteps) {
    return dense.segmentsAtMost(segmentSteps, pruned.size())
        + pruned.stream().mapToLong(variant -> variant.segmentsAtMost(segmentSteps, 0)).sum();
  }

  /** All variants, the dense one first; its segments end wherever another forks. */
  List<Variant> cut(int segmentSteps) {
    List<Position> forks =
        pruned.stream()
            .map(VariantOutline::fork)
            .flatMap(Stream::ofNullable)
            .map(Fork::at)
            .toList();
    List<Variant> variants = new ArrayList<>();
    variants.add(dense.cut(segmentSteps, forks));
    for (VariantOutline variant : pruned) {
      variants.add(variant.cut(segmentSteps, List.of()));
    }
    return variants;
  }

  private record Builder(Objective objective, Experiment request, int trainSamples) {
    VariantOutlines outlines() {
      VariantOutline dense = dense();
      List<VariantOutline> pruned = new ArrayList<>();
      for (PruningPlan plan : request.pruningPlans()) {
        switch (plan) {
          case PruningPlan.Dense baseline -> {}
          case PruningPlan.OneShot oneShot ->
              request.sparsities().forEach(s -> pruned.add(oneShot(dense, oneShot, s)));
          case PruningPlan.Gradual gradual ->
              request.sparsities().forEach(s -> pruned.add(gradual(dense, gradual, s)));
        }
      }
      return new VariantOutlines(dense, pruned);
    }

    private VariantOutline dense() {
      String plan = baseline().name();
      return new VariantOutline(
          VariantId.dense(objective.text(), plan),
          objective.text(),
          plan,
          0,
          null,
          List.of(training()),
          List.of(),
          null);
    }

    private PruningPlan baseline() {
      return request.pruningPlans().stream()
          .filter(PruningPlan.Dense.class::isInstance)
          .findFirst()
          .orElseThrow();
    }

    private VariantOutline oneShot(
        VariantOutline dense, PruningPlan.OneShot plan, double sparsity) {
      Phase fineTuning = phase("fine-tuning", plan.fineTuning());
      MaskEvent mask =
          new MaskEvent(
              Position.pruned(FINE_TUNING, 0),
              plan.scope(),
              plan.rounding(),
              plan.includeBias(),
              sparsity,
              sparsity);
      Position trunkEnd = Position.trained(TRAINING, training().steps());
      return pruned(
          dense, plan, sparsity, List.of(training(), fineTuning), List.of(mask), trunkEnd);
    }

    /** Forks before the first event that removes anything. */
    private VariantOutline gradual(
        VariantOutline dense, PruningPlan.Gradual plan, double sparsity) {
      List<MaskEvent> masks =
          CubicSchedule.of(plan, sparsity).schedule().stream()
              .filter(event -> event.sparsity() > 0)
              .map(event -> mask(plan, event))
              .toList();
      Position firstMask = masks.getFirst().at();
      Position fork = Position.trained(firstMask.phase(), firstMask.step());
      return pruned(dense, plan, sparsity, List.of(training()), masks, fork);
    }

    /** An event at step t follows update t - 1. */
    private static MaskEvent mask(PruningPlan.Gradual plan, CubicSchedule.Event event) {
      return new MaskEvent(
          Position.pruned(TRAINING, event.step() - 1),
          plan.scope(),
          plan.rounding(),
          plan.includeBias(),
          event.sparsity(),
          event.shareOfRemaining());
    }

    private VariantOutline pruned(
        VariantOutline dense,
        PruningPlan plan,
        double sparsity,
        List<Phase> phases,
        List<MaskEvent> masks,
        Position forkAt) {
      @Nullable Fork fork = request.shareTrunks() ? new Fork(dense.id(), forkAt) : null;
      return new VariantOutline(
          VariantId.pruned(objective.text(), plan.name(), sparsity),
          objective.text(),
          plan.name(),
          sparsity,
          dense.id(),
          phases,
          masks,
          fork);
    }

    private Phase training() {
      return switch (objective) {
        case Objective.CrossEntropy crossEntropy -> phase("training", crossEntropy.training());
      };
    }

    private Phase phase(String name, Training training) {
      return new Phase(name, objective.text(), training.steps(trainSamples), training);
    }
  }
}

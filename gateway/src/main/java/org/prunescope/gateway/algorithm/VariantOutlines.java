package org.prunescope.gateway.algorithm;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.VariantId;
import org.prunescope.contract.objective.Objective;
import org.prunescope.contract.plan.Fork;
import org.prunescope.contract.plan.MaskEvent;
import org.prunescope.contract.plan.Phase;
import org.prunescope.contract.plan.Variant;
import org.prunescope.contract.position.Position;
import org.prunescope.contract.pruning.Dense;
import org.prunescope.contract.pruning.Pruning;
import org.prunescope.contract.pruning.PruningPlan;

/** The variants of one objective: the dense one, and those that are compared with it. */
record VariantOutlines(VariantOutline dense, List<VariantOutline> pruned) {
  static VariantOutlines of(Objective objective, Experiment request, int trainSamples) {
    return new Builder(objective, request, trainSamples).outlines();
  }

  long segmentsAtMost(int segmentSteps) {
    return dense.segmentsAtMost(segmentSteps, pruned.size())
        + pruned.stream().mapToLong(variant -> variant.segmentsAtMost(segmentSteps, 0)).sum();
  }

  /** Upper bound of the positions that are marked of all variants. */
  long marksAtMost(MarkedPositions marked) {
    return marked.atMost(dense, pruned) + pruned.stream().mapToLong(marked::atMost).sum();
  }

  /** All variants, the dense one first; its segments end wherever another forks. */
  List<Variant> cut(int segmentSteps, MarkedPositions marked) {
    List<Position> forks =
        pruned.stream()
            .map(VariantOutline::fork)
            .flatMap(Stream::ofNullable)
            .map(Fork::at)
            .toList();
    List<Variant> variants = new ArrayList<>();
    variants.add(dense.cut(segmentSteps, forks, marked.of(dense, pruned)));
    for (VariantOutline variant : pruned) {
      variants.add(variant.cut(segmentSteps, List.of(), marked.of(variant)));
    }
    return variants;
  }

  private record Builder(Objective objective, Experiment request, int trainSamples) {
    VariantOutlines outlines() {
      VariantOutline dense = dense();
      List<VariantOutline> pruned = new ArrayList<>();
      for (PruningPlan plan : request.pruningPlans()) {
        if (plan instanceof Pruning pruning && pruning.prunes(objective)) {
          request.sparsities().forEach(s -> pruned.add(pruned(dense, pruning, s)));
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
          objective.phases(trainSamples),
          List.of(),
          null);
    }

    private PruningPlan baseline() {
      return request.pruningPlans().stream()
          .filter(Dense.class::isInstance)
          .findFirst()
          .orElseThrow();
    }

    /**
     * Shares the dense run's steps up to the first mask: until there both have the same phases and
     * the same weights.
     */
    private VariantOutline pruned(VariantOutline dense, Pruning plan, double sparsity) {
      List<Phase> phases = new ArrayList<>(dense.phases());
      phases.addAll(plan.phasesAfterDense(trainSamples));
      List<MaskEvent> masks = plan.masks(objective, dense.phases(), sparsity);
      Position first = masks.getFirst().at();
      @Nullable Fork fork =
          request.shareTrunks()
              ? new Fork(dense.id(), Sharing.before(first, dense.phases()))
              : null;
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
  }
}

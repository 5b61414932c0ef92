package org.prunescope.gateway.algorithm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.Objective;
import org.prunescope.contract.experiment.PruningPlan;
import org.prunescope.contract.experiment.VariantId;
import org.prunescope.contract.experiment.Window;
import org.prunescope.contract.plan.Fork;
import org.prunescope.contract.plan.MaskEvent;
import org.prunescope.contract.plan.Part;
import org.prunescope.contract.plan.Phase;
import org.prunescope.contract.plan.Variant;
import org.prunescope.contract.position.Position;

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
        if (plan instanceof PruningPlan.Pruning pruning && Phases.applies(pruning, objective)) {
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
          Phases.of(objective, trainSamples),
          List.of(),
          null);
    }

    private PruningPlan baseline() {
      return request.pruningPlans().stream()
          .filter(PruningPlan.Dense.class::isInstance)
          .findFirst()
          .orElseThrow();
    }

    /**
     * Shares the dense run's steps up to the first mask: until there both have the same phases and
     * the same weights.
     */
    private VariantOutline pruned(VariantOutline dense, PruningPlan.Pruning plan, double sparsity) {
      List<Phase> phases = new ArrayList<>(dense.phases());
      phases.addAll(Phases.after(plan, trainSamples));
      List<MaskEvent> masks = masks(plan, dense.phases(), sparsity);
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

    private List<MaskEvent> masks(
        PruningPlan.Pruning plan, List<Phase> densePhases, double sparsity) {
      int added = densePhases.size();
      return switch (plan) {
        case PruningPlan.OneShot oneShot ->
            List.of(mask(plan, added, 0, Part.NETWORK, whole(sparsity)));
        case PruningPlan.Iterative iterative -> iterative(iterative, added, sparsity);
        case PruningPlan.AtInitialisation atInitialisation ->
            IntStream.range(0, densePhases.size())
                .mapToObj(
                    phase ->
                        mask(plan, phase, 0, Phases.newIn(densePhases.get(phase)), whole(sparsity)))
                .toList();
        case PruningPlan.Gradual gradual -> gradual(gradual, densePhases, sparsity);
      };
    }

    private static List<MaskEvent> iterative(
        PruningPlan.Iterative plan, int firstPhase, double sparsity) {
      int rounds = plan.rounds();
      // The last round's sparsity is the one that was asked for, to the last bit.
      List<Double> sparsities =
          IntStream.rangeClosed(1, rounds)
              .mapToObj(
                  round ->
                      round == rounds
                          ? sparsity
                          : 1 - StrictMath.pow(1 - sparsity, round / (double) rounds))
              .toList();
      List<Target> targets = rounds == 1 ? List.of(whole(sparsity)) : Target.sequence(sparsities);
      return IntStream.range(0, rounds)
          .mapToObj(round -> mask(plan, firstPhase + round, 0, Part.NETWORK, targets.get(round)))
          .toList();
    }

    private List<MaskEvent> gradual(
        PruningPlan.Gradual plan, List<Phase> densePhases, double sparsity) {
      List<MaskEvent> masks = new ArrayList<>();
      for (Window window : plan.windows()) {
        if (window.objective().equals(objective.text())) {
          int phase = Phases.index(densePhases, window.phase());
          Part part = Phases.newIn(densePhases.get(phase));
          for (CubicSchedule.Event event : CubicSchedule.of(plan, window, sparsity).schedule()) {
            if (event.sparsity() > 0) {
              Target target = new Target(event.sparsity(), event.shareOfRemaining());
              // An event at step t follows update t - 1.
              masks.add(mask(plan, phase, event.step() - 1, part, target));
            }
          }
        }
      }
      masks.sort(Comparator.comparing(MaskEvent::at));
      return masks;
    }

    /** The first and only target of its scope. */
    private static Target whole(double sparsity) {
      return new Target(sparsity, sparsity);
    }

    private static MaskEvent mask(
        PruningPlan.Pruning plan, int phase, int step, Part part, Target target) {
      return new MaskEvent(
          Position.pruned(phase, step),
          part,
          plan.scope(),
          plan.criterion(),
          plan.rounding(),
          plan.includeBias(),
          target.sparsity(),
          target.shareOfRemaining());
    }
  }
}

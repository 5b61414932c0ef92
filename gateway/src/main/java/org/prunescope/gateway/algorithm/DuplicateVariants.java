package org.prunescope.gateway.algorithm;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.Rounding;
import org.prunescope.contract.experiment.Scope;
import org.prunescope.contract.field.InvalidFieldException;
import org.prunescope.contract.plan.MaskEvent;
import org.prunescope.contract.plan.Part;
import org.prunescope.contract.plan.Phase;
import org.prunescope.contract.pruning.PruningPlan;

/** Variants of two plans that would do the same work under two names. */
final class DuplicateVariants {
  private DuplicateVariants() {}

  /** Refuses the later one of two plans of which any variants are the same. */
  static void refuse(Experiment request, List<VariantOutlines> outlines) {
    List<String> plans = request.pruningPlans().stream().map(PruningPlan::name).toList();
    for (VariantOutlines objective : outlines) {
      Map<Work, VariantOutline> seen = new HashMap<>();
      for (VariantOutline variant : objective.pruned()) {
        VariantOutline same = seen.putIfAbsent(Work.of(variant), variant);
        if (same != null) {
          throw new InvalidFieldException(
              "pruningPlans[%d]".formatted(plans.indexOf(variant.pruningPlan())),
              "prunes %s as pruningPlans[%d] does: its variants would be duplicates"
                  .formatted(variant.objective(), plans.indexOf(same.pruningPlan())));
        }
      }
    }
  }

  /** What a run of a variant does, written so that the same work is written the same. */
  private record Work(List<Phase> phases, List<MaskEvent> masks) {
    static Work of(VariantOutline variant) {
      Set<Part> begun = EnumSet.noneOf(Part.class);
      return new Work(
          variant.phases(),
          variant.masks().stream().map(mask -> canonical(mask, begun.add(mask.part()))).toList());
    }

    private static MaskEvent canonical(MaskEvent mask, boolean first) {
      // An encoder has no bias to include, and a classifier's weight alone is a single layer.
      boolean includeBias = mask.includeBias() && mask.part() != Part.ENCODER;
      boolean oneTensor = mask.part() == Part.CLASSIFIER && !includeBias;
      return new MaskEvent(
          mask.at(),
          mask.part(),
          oneTensor ? Scope.LAYER : mask.scope(),
          mask.criterion(),
          // While nothing is pruned, the remaining weights are all weights.
          first ? Rounding.TOTAL : mask.rounding(),
          includeBias,
          mask.sparsity(),
          mask.shareOfRemaining());
    }
  }
}

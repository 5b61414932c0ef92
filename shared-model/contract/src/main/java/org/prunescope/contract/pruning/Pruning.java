package org.prunescope.contract.pruning;

import java.util.List;
import org.prunescope.contract.criterion.Criterion;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.Rounding;
import org.prunescope.contract.experiment.Scope;
import org.prunescope.contract.field.Fields;
import org.prunescope.contract.field.InvalidFieldException;
import org.prunescope.contract.objective.Objective;
import org.prunescope.contract.plan.MaskEvent;
import org.prunescope.contract.plan.Part;
import org.prunescope.contract.plan.Phase;
import org.prunescope.contract.position.Position;

/** A plan that prunes: its schedule, and what is ranked at each of its masks. */
public interface Pruning extends PruningPlan {
  Scope scope();

  Criterion criterion();

  Rounding rounding();

  /** Whether the classifier's bias is ranked and pruned with the weights. */
  boolean includeBias();

  /** Whether it prunes runs of this objective; by default those of every one. */
  default boolean prunes(Objective objective) {
    return true;
  }

  /** The phases that follow those of the dense runs; none by default. */
  default List<Phase> phasesAfterDense(int trainSamples) {
    return List.of();
  }

  /**
   * Whether the plan fits the experiment's other choices, which have been checked before. It counts
   * its masks before it makes any, since there may be more than memory holds.
   *
   * @param masks those of all plans of the experiment
   * @throws InvalidFieldException names a field of this plan
   */
  void check(Experiment experiment, int trainSamples, MaskCount masks);

  /**
   * The masks of a variant, ascending by position, at least one.
   *
   * @param objective one that this plan prunes
   * @param dense phases of the objective's dense runs; those that this plan adds follow them
   * @param sparsity that the last mask leaves
   */
  List<MaskEvent> masks(Objective objective, List<Phase> dense, double sparsity);

  /**
   * One mask of this plan.
   *
   * @param step updates made in the phase before it
   */
  default MaskEvent mask(int phase, int step, Part part, Target target) {
    return new MaskEvent(
        Position.pruned(phase, step),
        part,
        scope(),
        criterion(),
        rounding(),
        includeBias(),
        target.sparsity(),
        target.shareOfRemaining());
  }

  /** Refuses a plan without one of the choices that every plan has. */
  static void checkChoices(String name, Scope scope, Criterion criterion, Rounding rounding) {
    PruningPlan.checkName(name);
    Fields.required("scope", scope);
    Fields.required("criterion", criterion);
    Fields.required("rounding", rounding);
  }
}

package org.prunescope.contract.pruning;

import java.util.List;
import org.prunescope.contract.criterion.Criterion;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.Rounding;
import org.prunescope.contract.experiment.Scope;
import org.prunescope.contract.experiment.Training;
import org.prunescope.contract.field.Fields;
import org.prunescope.contract.objective.Objective;
import org.prunescope.contract.plan.MaskEvent;
import org.prunescope.contract.plan.Part;
import org.prunescope.contract.plan.Phase;

/**
 * Pruned once, at the start of a fine-tuning phase that follows the dense run's training: encoder
 * and classifier together. Fine-tuning is by cross-entropy, whatever the objective was.
 */
public record OneShot(
    String name,
    Scope scope,
    Criterion criterion,
    Rounding rounding,
    boolean includeBias,
    Training fineTuning)
    implements Pruning {
  public OneShot {
    Pruning.checkChoices(name, scope, criterion, rounding);
    Fields.required("fineTuning", fineTuning);
  }

  @Override
  public List<Phase> phasesAfterDense(int trainSamples) {
    return List.of(Phase.fineTuning(fineTuning, trainSamples));
  }

  @Override
  public void check(Experiment experiment, int trainSamples, MaskCount masks) {
    fineTuning.checkUpdates("fineTuning", trainSamples);
    masks.add("", experiment.objectives().size());
  }

  @Override
  public List<MaskEvent> masks(Objective objective, List<Phase> dense, double sparsity) {
    return List.of(mask(dense.size(), 0, Part.NETWORK, Target.only(sparsity)));
  }
}

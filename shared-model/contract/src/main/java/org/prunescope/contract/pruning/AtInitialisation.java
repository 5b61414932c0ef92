package org.prunescope.contract.pruning;

import java.util.List;
import java.util.stream.IntStream;
import org.prunescope.contract.criterion.Criterion;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.Rounding;
import org.prunescope.contract.experiment.Scope;
import org.prunescope.contract.objective.Objective;
import org.prunescope.contract.plan.MaskEvent;
import org.prunescope.contract.plan.Phase;

/**
 * Pruned before the first update, each phase of the dense run's training what is new in it: the
 * encoder with the classifier, or the encoder first and the probe's classifier later. A control.
 */
public record AtInitialisation(
    String name, Scope scope, Criterion criterion, Rounding rounding, boolean includeBias)
    implements Pruning {
  public AtInitialisation {
    Pruning.checkChoices(name, scope, criterion, rounding);
  }

  @Override
  public void check(Experiment experiment, int trainSamples, MaskCount masks) {
    masks.add(
        "",
        experiment.objectives().stream()
            .mapToLong(objective -> objective.phases(trainSamples).size())
            .sum());
  }

  @Override
  public List<MaskEvent> masks(Objective objective, List<Phase> dense, double sparsity) {
    return IntStream.range(0, dense.size())
        .mapToObj(
            phase -> mask(phase, 0, dense.get(phase).learning().newPart(), Target.only(sparsity)))
        .toList();
  }
}

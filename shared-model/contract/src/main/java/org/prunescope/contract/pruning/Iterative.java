package org.prunescope.contract.pruning;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
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
 * Pruned and fine-tuned in rounds after the dense run's training, each round as one-shot: of n
 * rounds, round k leaves the sparsity 1 - (1 - s)^(k/n), so that each removes the same share of
 * what remains. A control.
 *
 * @param rounds 1 to 100
 * @param fineTuning of each round, with an optimiser of its own
 */
public record Iterative(
    String name,
    Scope scope,
    Criterion criterion,
    Rounding rounding,
    boolean includeBias,
    int rounds,
    Training fineTuning)
    implements Pruning {
  public Iterative {
    Pruning.checkChoices(name, scope, criterion, rounding);
    Fields.within("rounds", rounds, 1, 100);
    Fields.required("fineTuning", fineTuning);
  }

  @Override
  public List<Phase> phasesAfterDense(int trainSamples) {
    return Collections.nCopies(rounds, Phase.fineTuning(fineTuning, trainSamples));
  }

  @Override
  public void check(Experiment experiment, int trainSamples, MaskCount masks) {
    fineTuning.checkUpdates("fineTuning", trainSamples);
    masks.add("rounds", (long) experiment.objectives().size() * rounds);
  }

  @Override
  public List<MaskEvent> masks(Objective objective, List<Phase> dense, double sparsity) {
    // The last round's sparsity is the one that was asked for, to the last bit.
    List<Double> sparsities =
        IntStream.rangeClosed(1, rounds)
            .mapToObj(
                round ->
                    round == rounds
                        ? sparsity
                        : 1 - StrictMath.pow(1 - sparsity, round / (double) rounds))
            .toList();
    List<Target> targets =
        rounds == 1 ? List.of(Target.only(sparsity)) : Target.sequence(sparsities);
    return IntStream.range(0, rounds)
        .mapToObj(round -> mask(dense.size() + round, 0, Part.NETWORK, targets.get(round)))
        .toList();
  }
}

package org.prunescope.gateway.algorithm;

import java.util.Collections;
import java.util.List;
import org.prunescope.contract.experiment.Objective;
import org.prunescope.contract.experiment.PruningPlan;
import org.prunescope.contract.experiment.Training;
import org.prunescope.contract.plan.Learning;
import org.prunescope.contract.plan.Part;
import org.prunescope.contract.plan.Phase;

/** The phases of runs: those that an objective trains in, and those that a pruning plan adds. */
public final class Phases {
  static final String TRAINING = "training";
  static final String PRE_TRAINING = "pre-training";
  static final String LINEAR_PROBE = "linear-probe";
  static final String FINE_TUNING = "fine-tuning";

  private Phases() {}

  /** The phases of an objective's dense runs. */
  public static List<Phase> of(Objective objective, int trainSamples) {
    return switch (objective) {
      case Objective.CrossEntropy supervised ->
          List.of(
              phase(TRAINING, new Learning.CrossEntropy(), supervised.training(), trainSamples));
      case Objective.Contrastive contrastive ->
          List.of(
              phase(
                  PRE_TRAINING,
                  new Learning.Contrastive(
                      contrastive.isSupervised(),
                      contrastive.temperature(),
                      contrastive.baseTemperature(),
                      contrastive.projectionWidth()),
                  contrastive.preTraining(),
                  trainSamples),
              phase(
                  LINEAR_PROBE,
                  new Learning.LinearProbe(),
                  contrastive.linearProbe(),
                  trainSamples));
    };
  }

  /** The phases that follow those of the dense runs. */
  static List<Phase> after(PruningPlan.Pruning plan, int trainSamples) {
    return switch (plan) {
      case PruningPlan.OneShot oneShot -> List.of(fineTuning(oneShot.fineTuning(), trainSamples));
      case PruningPlan.Iterative iterative ->
          Collections.nCopies(iterative.rounds(), fineTuning(iterative.fineTuning(), trainSamples));
      case PruningPlan.AtInitialisation atInitialisation -> List.of();
      case PruningPlan.Gradual gradual -> List.of();
    };
  }

  /** Whether the plan prunes runs of this objective. */
  static boolean applies(PruningPlan.Pruning plan, Objective objective) {
    return switch (plan) {
      case PruningPlan.Gradual gradual ->
          gradual.windows().stream().anyMatch(w -> w.objective().equals(objective.text()));
      case PruningPlan.OneShot oneShot -> true;
      case PruningPlan.Iterative iterative -> true;
      case PruningPlan.AtInitialisation atInitialisation -> true;
    };
  }

  /** What a phase of a dense run trains first, and so what is pruned in it. */
  static Part newIn(Phase phase) {
    return switch (phase.learning()) {
      case Learning.CrossEntropy crossEntropy -> Part.NETWORK;
      case Learning.LinearProbe probe -> Part.CLASSIFIER;
      case Learning.Contrastive contrastive -> Part.ENCODER;
    };
  }

  /** Whether the network has a classifier in this phase, and so makes predictions. */
  static boolean hasClassifier(Phase phase) {
    return switch (phase.learning()) {
      case Learning.CrossEntropy crossEntropy -> true;
      case Learning.LinearProbe probe -> true;
      case Learning.Contrastive contrastive -> false;
    };
  }

  /** Index of the phase of this name; -1 where there is none. */
  static int index(List<Phase> phases, String name) {
    return phases.stream().map(Phase::name).toList().indexOf(name);
  }

  private static Phase fineTuning(Training training, int trainSamples) {
    return phase(FINE_TUNING, new Learning.CrossEntropy(), training, trainSamples);
  }

  private static Phase phase(String name, Learning learning, Training training, int trainSamples) {
    return new Phase(name, learning, training.steps(trainSamples), training);
  }
}

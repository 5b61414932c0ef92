package org.prunescope.gateway.algorithm;

import static org.prunescope.gateway.algorithm.Experiments.DENSE;
import static org.prunescope.gateway.algorithm.Experiments.atInitialisation;
import static org.prunescope.gateway.algorithm.Experiments.experiment;
import static org.prunescope.gateway.algorithm.Experiments.iterative;
import static org.prunescope.gateway.algorithm.Experiments.measurement;
import static org.prunescope.gateway.algorithm.Experiments.oneShot;
import static org.prunescope.gateway.algorithm.Experiments.simClr;
import static org.prunescope.gateway.algorithm.Experiments.supCon;
import static org.prunescope.gateway.algorithm.Experiments.training;
import static org.prunescope.gateway.algorithm.Experiments.with;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.prunescope.contract.criterion.Criterion;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.Measurement;
import org.prunescope.contract.experiment.Rounding;
import org.prunescope.contract.experiment.Scope;
import org.prunescope.contract.experiment.Training;
import org.prunescope.contract.objective.CrossEntropy;
import org.prunescope.contract.objective.Objective;
import org.prunescope.contract.plan.Phase;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.pruning.CubicSchedule.Close;
import org.prunescope.contract.pruning.CubicSchedule.Events;
import org.prunescope.contract.pruning.Gradual;
import org.prunescope.contract.pruning.PruningPlan;
import org.prunescope.contract.pruning.Window;

/** Plans of experiments drawn from a seed: any objectives, phases, plans and windows. */
final class DrawnPlans {
  static final int TRAIN_SAMPLES = 64;

  private final Random random;
  private final boolean shareTrunks;

  private DrawnPlans(long seed, boolean shareTrunks) {
    this.random = new Random(seed);
    this.shareTrunks = shareTrunks;
  }

  /** The experiment of this seed; shared or not, it is the same. */
  static Plan draw(long seed, boolean shareTrunks) {
    return new DrawnPlans(seed, shareTrunks).plan();
  }

  private Plan plan() {
    List<Objective> objectives = new ArrayList<>();
    while (objectives.isEmpty()) {
      draws(new CrossEntropy(phase())).ifPresent(objectives::add);
      draws(supCon(phase(), phase())).ifPresent(objectives::add);
      draws(simClr(phase(), phase())).ifPresent(objectives::add);
    }
    List<PruningPlan> plans = new ArrayList<>(List.of(DENSE));
    draws(oneShot("one-shot", phase())).ifPresent(plans::add);
    draws(iterative("iterative", 2 + random.nextInt(3), phase())).ifPresent(plans::add);
    draws(atInitialisation("initial")).ifPresent(plans::add);
    int gradual = random.nextInt(3);
    for (int i = 0; i < gradual; i++) {
      plans.add(gradual(i, objectives));
    }
    Experiment request =
        experiment(
            objectives,
            plans,
            List.of(0.5, 0.9),
            1 + random.nextInt(4),
            1 + random.nextInt(50),
            shareTrunks);
    return Experiments.plan(with(request, marks()), TRAIN_SAMPLES);
  }

  /** Measured along training or not, around masks or not. */
  private Measurement marks() {
    int every = random.nextBoolean() ? 1 + random.nextInt(30) : 0;
    return measurement(every, random.nextBoolean());
  }

  /** Plans differ in their initial sparsity, so that none repeats another's variants. */
  private PruningPlan gradual(int number, List<Objective> objectives) {
    List<Window> windows = new ArrayList<>();
    while (windows.isEmpty()) {
      for (Objective objective : objectives) {
        for (Phase phase : objective.phases(TRAIN_SAMPLES)) {
          if (phase.steps() > 1) {
            draws(window(objective, phase)).ifPresent(windows::add);
          }
        }
      }
    }
    return new Gradual(
        "gradual-" + number,
        any(Scope.values()),
        any(Criterion.values()),
        any(Rounding.values()),
        random.nextBoolean(),
        number * 0.1,
        windows,
        Close.EXACT,
        any(Events.values()));
  }

  private Window window(Objective objective, Phase phase) {
    int begin = 1 + random.nextInt(phase.steps());
    int end = begin + 1 + random.nextInt(phase.steps() + 1 - begin);
    return new Window(objective.text(), phase.name(), begin, end, 1 + random.nextInt(end - begin));
  }

  private Training phase() {
    return training(1 + random.nextInt(6), 2 + random.nextInt(40));
  }

  private <T> T any(T[] values) {
    return values[random.nextInt(values.length)];
  }

  private <T> Optional<T> draws(T value) {
    return random.nextBoolean() ? Optional.of(value) : Optional.empty();
  }
}

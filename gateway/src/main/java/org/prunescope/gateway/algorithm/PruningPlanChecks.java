package org.prunescope.gateway.algorithm;

import java.util.List;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.Objective;
import org.prunescope.contract.experiment.PruningPlan;
import org.prunescope.contract.experiment.Window;
import org.prunescope.contract.field.InvalidFieldException;
import org.prunescope.contract.plan.Phase;

/** Whether the pruning plans fit the objectives that they prune. */
final class PruningPlanChecks {
  private static final long MAX_MASKS = 100_000;

  private final Experiment request;
  private final int trainSamples;
  private long masks;

  private PruningPlanChecks(Experiment request, int trainSamples) {
    this.request = request;
    this.trainSamples = trainSamples;
  }

  /** Objectives have been checked before, for windows lie in their phases. */
  static void check(Experiment request, int trainSamples) {
    PruningPlanChecks checks = new PruningPlanChecks(request, trainSamples);
    for (int i = 0; i < request.pruningPlans().size(); i++) {
      checks.check("pruningPlans[" + i + "]", request.pruningPlans().get(i));
    }
  }

  private void check(String field, PruningPlan plan) {
    long objectives = request.objectives().size();
    switch (plan) {
      case PruningPlan.Dense dense -> {}
      case PruningPlan.OneShot oneShot -> {
        PlanChecks.checkUpdates(field + ".fineTuning", oneShot.fineTuning(), trainSamples);
        countMasks(field, objectives);
      }
      case PruningPlan.Iterative iterative -> {
        PlanChecks.checkUpdates(field + ".fineTuning", iterative.fineTuning(), trainSamples);
        countMasks(field + ".rounds", objectives * iterative.rounds());
      }
      // One mask for each phase, of which no objective has more than two.
      case PruningPlan.AtInitialisation atInitialisation -> countMasks(field, objectives * 2);
      case PruningPlan.Gradual gradual -> {
        checkRises(field, gradual);
        for (int w = 0; w < gradual.windows().size(); w++) {
          checkWindow(field + ".windows[" + w + "]", gradual, gradual.windows().get(w));
        }
      }
    }
  }

  private void checkRises(String field, PruningPlan.Gradual plan) {
    for (double sparsity : request.sparsities()) {
      if (plan.initialSparsity() >= sparsity) {
        throw new InvalidFieldException(
            field + ".initialSparsity",
            "must be less than every sparsity, but %s is not less than %s"
                .formatted(plan.initialSparsity(), sparsity));
      }
    }
  }

  /** The last event may come after the last update, but no later. */
  private void checkWindow(String field, PruningPlan.Gradual plan, Window window) {
    Phase phase = phase(field, window);
    CubicSchedule schedule = CubicSchedule.of(plan, window, request.sparsities().getFirst());
    countMasks(field + ".frequency", schedule.size());
    List<CubicSchedule.Event> events = schedule.schedule();
    if (events.getLast().sparsity() == 0) {
      throw new InvalidFieldException(
          field + ".frequency", "has no multiple in the window that removes anything");
    }
    int last = events.getLast().step();
    if (last > phase.steps() + 1) {
      throw new InvalidFieldException(
          field + ".endStep",
          "leads to an event at step %d, but %s has %d updates: at most %d"
              .formatted(last, phase.name(), phase.steps(), phase.steps() + 1));
    }
  }

  private Phase phase(String field, Window window) {
    Objective objective =
        request.objectives().stream()
            .filter(known -> known.text().equals(window.objective()))
            .findFirst()
            .orElseThrow(
                () ->
                    new InvalidFieldException(
                        field + ".objective",
                        "must be one of this experiment's objectives %s, not %s"
                            .formatted(
                                request.objectives().stream().map(Objective::text).toList(),
                                window.objective())));
    List<Phase> phases = Phases.of(objective, trainSamples);
    int index = Phases.index(phases, window.phase());
    if (index < 0) {
      throw new InvalidFieldException(
          field + ".phase",
          "must be one of %s for %s, not %s"
              .formatted(
                  phases.stream().map(Phase::name).toList(), window.objective(), window.phase()));
    }
    return phases.get(index);
  }

  private void countMasks(String field, long ofEachSparsity) {
    masks += ofEachSparsity * request.sparsities().size();
    if (masks > MAX_MASKS) {
      throw new InvalidFieldException(
          field, "makes %d masks in all; at most %d are allowed".formatted(masks, MAX_MASKS));
    }
  }
}

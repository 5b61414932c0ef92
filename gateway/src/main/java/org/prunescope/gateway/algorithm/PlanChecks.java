package org.prunescope.gateway.algorithm;

import java.util.List;
import java.util.stream.Stream;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.Measurement;
import org.prunescope.contract.experiment.Objective;
import org.prunescope.contract.experiment.PruningPlan;
import org.prunescope.contract.experiment.Training;
import org.prunescope.contract.experiment.VariantId;
import org.prunescope.contract.experiment.Window;
import org.prunescope.contract.field.InvalidFieldException;
import org.prunescope.contract.network.Head;
import org.prunescope.contract.network.ParameterSpec;
import org.prunescope.contract.plan.DataSetFingerprint;
import org.prunescope.contract.plan.Phase;

/**
 * What no single field can know: whether the fields of an experiment fit each other and the data
 * set. Every refusal names the field to change.
 */
final class PlanChecks {
  private static final long MAX_UPDATES = 1_000_000_000;
  private static final long MAX_MASKS = 100_000;

  /** A mask holds 25 bytes per parameter; the pruner's heap is made for these. */
  private static final long MAX_PARAMETERS = 10_000_000;

  /** Samples that vote on a prediction depth. */
  private static final int NEIGHBOURS = 30;

  private final Experiment request;
  private final DataSetFingerprint dataSet;

  private PlanChecks(Experiment request, DataSetFingerprint dataSet) {
    this.request = request;
    this.dataSet = dataSet;
  }

  static void check(Experiment request, DataSetFingerprint dataSet) {
    PlanChecks checks = new PlanChecks(request, dataSet);
    checks.checkArchitecture();
    checks.checkNumberOfRuns();
    checks.checkSparsities();
    checks.checkObjectives();
    checks.checkPlansDiffer();
    checks.checkPruningPlans();
    checks.checkMeasurement();
  }

  private void checkArchitecture() {
    long parameters =
        request.architecture().parameters(new Head.Classifier(dataSet.classes().size())).stream()
            .mapToLong(ParameterSpec::size)
            .sum();
    if (parameters > MAX_PARAMETERS) {
      throw new InvalidFieldException(
          "architecture",
          "%s has %d parameters; at most %d are allowed"
              .formatted(request.architecture().displayName(), parameters, MAX_PARAMETERS));
    }
  }

  private void checkNumberOfRuns() {
    long variants = 0;
    for (Objective objective : request.objectives()) {
      variants += 1 + pruningPlansOf(objective).count() * request.sparsities().size();
    }
    long runs = variants * request.seeds().size();
    if (runs > ExperimentPlanner.MAX_RUNS) {
      throw new InvalidFieldException(
          "seeds",
          "make %d runs of %d variants; at most %d runs are allowed"
              .formatted(runs, variants, ExperimentPlanner.MAX_RUNS));
    }
  }

  private Stream<PruningPlan.Pruning> pruningPlansOf(Objective objective) {
    return request.pruningPlans().stream()
        .filter(PruningPlan.Pruning.class::isInstance)
        .map(PruningPlan.Pruning.class::cast)
        .filter(plan -> Phases.applies(plan, objective));
  }

  /** A sparsity is part of its variants' names. */
  private void checkSparsities() {
    for (int i = 0; i < request.sparsities().size(); i++) {
      try {
        VariantId.pruned("objective", "plan", request.sparsities().get(i));
      } catch (IllegalArgumentException e) {
        throw new InvalidFieldException("sparsities[" + i + "]", "has more than 18 decimals");
      }
    }
  }

  private void checkObjectives() {
    for (int i = 0; i < request.objectives().size(); i++) {
      String field = "objectives[" + i + "]";
      switch (request.objectives().get(i)) {
        case Objective.CrossEntropy supervised ->
            checkUpdates(field + ".training", supervised.training());
        case Objective.Contrastive contrastive -> {
          checkUpdates(field + ".preTraining", contrastive.preTraining());
          checkUpdates(field + ".linearProbe", contrastive.linearProbe());
        }
      }
    }
  }

  private void checkUpdates(String field, Training training) {
    long updates = (long) training.epochs() * training.stepsPerEpoch(dataSet.trainSamples());
    if (updates > MAX_UPDATES) {
      throw new InvalidFieldException(
          field + ".epochs",
          "make %d updates; at most %d are allowed".formatted(updates, MAX_UPDATES));
    }
  }

  private void checkPlansDiffer() {
    List<PruningPlan> nameless =
        request.pruningPlans().stream().map(PlanChecks::withoutName).toList();
    for (int i = 0; i < nameless.size(); i++) {
      int first = nameless.indexOf(nameless.get(i));
      if (first < i) {
        throw new InvalidFieldException(
            "pruningPlans[" + i + "]",
            "prunes as pruningPlans[%d] does: its variants would be duplicates".formatted(first));
      }
    }
  }

  private static PruningPlan withoutName(PruningPlan plan) {
    String none = "-";
    return switch (plan) {
      case PruningPlan.Dense dense -> new PruningPlan.Dense(none);
      case PruningPlan.OneShot p ->
          new PruningPlan.OneShot(
              none, p.scope(), p.criterion(), p.rounding(), p.includeBias(), p.fineTuning());
      case PruningPlan.Iterative p ->
          new PruningPlan.Iterative(
              none,
              p.scope(),
              p.criterion(),
              p.rounding(),
              p.includeBias(),
              p.rounds(),
              p.fineTuning());
      case PruningPlan.AtInitialisation p ->
          new PruningPlan.AtInitialisation(
              none, p.scope(), p.criterion(), p.rounding(), p.includeBias());
      case PruningPlan.Gradual p ->
          new PruningPlan.Gradual(
              none,
              p.scope(),
              p.criterion(),
              p.rounding(),
              p.includeBias(),
              p.initialSparsity(),
              p.windows(),
              p.close(),
              p.events());
    };
  }

  private void checkPruningPlans() {
    long masks = 0;
    for (int i = 0; i < request.pruningPlans().size(); i++) {
      String field = "pruningPlans[" + i + "]";
      switch (request.pruningPlans().get(i)) {
        case PruningPlan.Dense dense -> {}
        case PruningPlan.OneShot oneShot ->
            checkUpdates(field + ".fineTuning", oneShot.fineTuning());
        case PruningPlan.Iterative iterative ->
            checkUpdates(field + ".fineTuning", iterative.fineTuning());
        case PruningPlan.AtInitialisation atInitialisation -> {}
        case PruningPlan.Gradual gradual -> {
          checkRises(field, gradual);
          for (int w = 0; w < gradual.windows().size(); w++) {
            String windowField = field + ".windows[" + w + "]";
            Window window = gradual.windows().get(w);
            Phase phase = phase(windowField, window);
            masks +=
                CubicSchedule.of(gradual, window, request.sparsities().getFirst()).size()
                    * request.sparsities().size();
            if (masks > MAX_MASKS) {
              throw new InvalidFieldException(
                  windowField + ".frequency",
                  "makes %d masks in all; at most %d are allowed".formatted(masks, MAX_MASKS));
            }
            checkWindow(windowField, gradual, window, phase);
          }
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

  /** The phase that the window lies in. */
  private Phase phase(String field, Window window) {
    Objective objective =
        request.objectives().stream()
            .filter(known -> known.text().equals(window.objective()))
            .findFirst()
            .orElseThrow(
                () ->
                    new InvalidFieldException(
                        field + ".objective",
                        "is not among the experiment's objectives: " + window.objective()));
    List<Phase> phases = Phases.of(objective, dataSet.trainSamples());
    int index = Phases.index(phases, window.phase());
    if (index < 0) {
      throw new InvalidFieldException(
          field + ".phase",
          "is one of %s for %s, not %s"
              .formatted(
                  phases.stream().map(Phase::name).toList(), window.objective(), window.phase()));
    }
    return phases.get(index);
  }

  /** The last event may come after the last update, but no later. */
  private void checkWindow(String field, PruningPlan.Gradual plan, Window window, Phase phase) {
    CubicSchedule.Event last =
        CubicSchedule.of(plan, window, request.sparsities().getFirst()).schedule().getLast();
    if (last.sparsity() == 0) {
      throw new InvalidFieldException(
          field + ".frequency", "has no multiple in the window that removes anything");
    }
    if (last.step() > phase.steps() + 1) {
      throw new InvalidFieldException(
          field + ".endStep",
          "leads to an event at step %d, but %s has %d updates: at most %d"
              .formatted(last.step(), phase.name(), phase.steps(), phase.steps() + 1));
    }
  }

  private void checkMeasurement() {
    Measurement measurement = request.measurement();
    if (!measurement.predictionDepth()) {
      return;
    }
    if (measurement.supportSamples() > dataSet.trainSamples()) {
      throw new InvalidFieldException(
          "measurement.supportSamples",
          "is more than the %d training images".formatted(dataSet.trainSamples()));
    }
    if (dataSet.trainSamples() < NEIGHBOURS) {
      throw new InvalidFieldException(
          "measurement.predictionDepth",
          "needs at least %d training images, not %d"
              .formatted(NEIGHBOURS, dataSet.trainSamples()));
    }
  }
}

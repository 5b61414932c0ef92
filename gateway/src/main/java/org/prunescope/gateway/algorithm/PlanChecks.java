package org.prunescope.gateway.algorithm;

import java.util.List;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.Measurement;
import org.prunescope.contract.experiment.Objective;
import org.prunescope.contract.experiment.PruningPlan;
import org.prunescope.contract.experiment.Training;
import org.prunescope.contract.experiment.VariantId;
import org.prunescope.contract.field.InvalidFieldException;
import org.prunescope.contract.network.ParameterSpec;
import org.prunescope.contract.plan.DataSetFingerprint;

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
        request.architecture().parameters(dataSet.classes().size()).stream()
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
    long pruned = (request.pruningPlans().size() - 1L) * request.sparsities().size();
    long variants = request.objectives().size() * (1 + pruned);
    long runs = variants * request.seeds().size();
    if (runs > ExperimentPlanner.MAX_RUNS) {
      throw new InvalidFieldException(
          "seeds",
          "make %d runs of %d variants; at most %d runs are allowed"
              .formatted(runs, variants, ExperimentPlanner.MAX_RUNS));
    }
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
      switch (request.objectives().get(i)) {
        case Objective.CrossEntropy crossEntropy ->
            checkUpdates("objectives[" + i + "].training", crossEntropy.training());
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
          new PruningPlan.OneShot(none, p.scope(), p.rounding(), p.includeBias(), p.fineTuning());
      case PruningPlan.Gradual p ->
          new PruningPlan.Gradual(
              none,
              p.scope(),
              p.rounding(),
              p.includeBias(),
              p.initialSparsity(),
              p.beginStep(),
              p.endStep(),
              p.frequency(),
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
        case PruningPlan.Gradual gradual -> {
          checkRises(field, gradual);
          masks += masksOfAllVariants(gradual);
          if (masks > MAX_MASKS) {
            throw new InvalidFieldException(
                field + ".frequency",
                "makes %d masks in all; at most %d are allowed".formatted(masks, MAX_MASKS));
          }
          checkWindow(field, gradual);
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

  private long masksOfAllVariants(PruningPlan.Gradual plan) {
    long perVariant = CubicSchedule.of(plan, request.sparsities().getFirst()).size();
    return perVariant * request.sparsities().size() * request.objectives().size();
  }

  /** The last event may come after the last update, but no later. */
  private void checkWindow(String field, PruningPlan.Gradual plan) {
    CubicSchedule.Event last =
        CubicSchedule.of(plan, request.sparsities().getFirst()).schedule().getLast();
    if (last.sparsity() == 0) {
      throw new InvalidFieldException(
          field + ".events", "has no multiple of the frequency that removes anything");
    }
    for (Objective objective : request.objectives()) {
      int updates =
          switch (objective) {
            case Objective.CrossEntropy crossEntropy ->
                crossEntropy.training().steps(dataSet.trainSamples());
          };
      if (last.step() > updates + 1) {
        throw new InvalidFieldException(
            field + ".endStep",
            "leads to an event at step %d, but the training has %d updates: at most %d"
                .formatted(last.step(), updates, updates + 1));
      }
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

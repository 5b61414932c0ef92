package org.prunescope.gateway.algorithm;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.Measurement;
import org.prunescope.contract.experiment.VariantId;
import org.prunescope.contract.field.InvalidFieldException;
import org.prunescope.contract.network.Head;
import org.prunescope.contract.network.ParameterSpec;
import org.prunescope.contract.objective.Objective;
import org.prunescope.contract.plan.DataSetFingerprint;
import org.prunescope.contract.pruning.MaskCount;
import org.prunescope.contract.pruning.Pruning;

/**
 * What no single field can know: whether the fields of an experiment fit each other and the data
 * set. Every refusal names the field to change.
 */
final class PlanChecks {
  /**
   * A mask holds some 40 bytes per parameter, a training step more; the services' heaps are made
   * for these. A ResNet-18 with its projection has 11.5 million.
   */
  private static final long MAX_PARAMETERS = 12_000_000;

  /** Samples that vote on a label. */
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
    checks.checkSparsities();
    checkNumberOfRuns(request, ExperimentPlanner.MAX_RUNS);
    checks.checkObjectives();
    checks.checkPruningPlans();
    checks.checkMeasurement();
  }

  private void checkArchitecture() {
    checkParameters("architecture", new Head.Classifier(dataSet.classes().size()));
    for (int i = 0; i < request.objectives().size(); i++) {
      String objective = "objectives[" + i + "].";
      request
          .objectives()
          .get(i)
          .ownHeads()
          .forEach((field, head) -> checkParameters(objective + field, head));
    }
  }

  private void checkParameters(String field, Head head) {
    long parameters =
        request.architecture().parameters(head).stream().mapToLong(ParameterSpec::size).sum();
    if (parameters > MAX_PARAMETERS) {
      throw new InvalidFieldException(
          field,
          "makes %s with its head one of %d parameters; at most %d are allowed"
              .formatted(request.architecture().displayName(), parameters, MAX_PARAMETERS));
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

  static void checkNumberOfRuns(Experiment request, int most) {
    long variants = 0;
    for (Objective objective : request.objectives()) {
      long plans =
          request.pruningPlans().stream()
              .filter(plan -> plan instanceof Pruning pruning && pruning.prunes(objective))
              .count();
      variants += 1 + plans * request.sparsities().size();
    }
    long runs = variants * request.seeds().size();
    if (runs > most) {
      throw new InvalidFieldException(
          "seeds",
          "make %d runs of %d variants; at most %d runs are allowed"
              .formatted(runs, variants, most));
    }
  }

  private void checkObjectives() {
    for (int i = 0; i < request.objectives().size(); i++) {
      try {
        request.objectives().get(i).check(dataSet.trainSamples());
      } catch (InvalidFieldException e) {
        throw e.within("objectives[" + i + "]");
      }
    }
  }

  /** Objectives have been checked before: masks lie in their phases. */
  private void checkPruningPlans() {
    MaskCount masks = new MaskCount(request.sparsities().size());
    for (int i = 0; i < request.pruningPlans().size(); i++) {
      if (request.pruningPlans().get(i) instanceof Pruning pruning) {
        try {
          pruning.check(request, dataSet.trainSamples(), masks);
        } catch (InvalidFieldException e) {
          throw e.within("pruningPlans[" + i + "]");
        }
      }
    }
  }

  private void checkMeasurement() {
    Measurement measurement = request.measurement();
    checkDepthSeeds(measurement);
    if (!measurement.predictionDepth() && !measurement.knnAccuracy()) {
      return;
    }
    if (measurement.supportSamples() > dataSet.trainSamples()) {
      throw new InvalidFieldException(
          "measurement.supportSamples",
          "is more than the %d training images".formatted(dataSet.trainSamples()));
    }
    if (dataSet.trainSamples() < NEIGHBOURS) {
      throw new InvalidFieldException(
          "measurement." + (measurement.predictionDepth() ? "predictionDepth" : "knnAccuracy"),
          "needs at least %d training images, not %d"
              .formatted(NEIGHBOURS, dataSet.trainSamples()));
    }
  }

  /** A preset's depth seeds may outnumber the seeds that override its own. */
  private void checkDepthSeeds(Measurement measurement) {
    List<Long> depthSeeds = measurement.depthSeeds();
    if (!depthSeeds.isEmpty() && Collections.disjoint(depthSeeds, request.seeds())) {
      throw new InvalidFieldException(
          "measurement.depthSeeds", "must hold one of the seeds at least, or none for all");
    }
    Set<Long> seen = new HashSet<>();
    for (int i = 0; i < depthSeeds.size(); i++) {
      if (!seen.add(depthSeeds.get(i))) {
        throw new InvalidFieldException(
            "measurement.depthSeeds[" + i + "]", "repeats " + depthSeeds.get(i));
      }
    }
  }
}

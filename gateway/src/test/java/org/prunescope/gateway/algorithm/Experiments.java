package org.prunescope.gateway.algorithm;

import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.prunescope.contract.criterion.Criterion;
import org.prunescope.contract.experiment.Augmentation;
import org.prunescope.contract.experiment.ChannelStatistics;
import org.prunescope.contract.experiment.CheckpointRetention;
import org.prunescope.contract.experiment.DataSetSpec;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.LearningRate;
import org.prunescope.contract.experiment.Measurement;
import org.prunescope.contract.experiment.Optimiser;
import org.prunescope.contract.experiment.Precision;
import org.prunescope.contract.experiment.Rounding;
import org.prunescope.contract.experiment.Scope;
import org.prunescope.contract.experiment.Training;
import org.prunescope.contract.network.Architecture;
import org.prunescope.contract.network.WideResNet;
import org.prunescope.contract.objective.CrossEntropy;
import org.prunescope.contract.objective.Objective;
import org.prunescope.contract.objective.SimClr;
import org.prunescope.contract.objective.SupCon;
import org.prunescope.contract.plan.DataSetFingerprint;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.pruning.AtInitialisation;
import org.prunescope.contract.pruning.CubicSchedule.Close;
import org.prunescope.contract.pruning.CubicSchedule.Events;
import org.prunescope.contract.pruning.Dense;
import org.prunescope.contract.pruning.Gradual;
import org.prunescope.contract.pruning.Iterative;
import org.prunescope.contract.pruning.OneShot;
import org.prunescope.contract.pruning.PruningPlan;
import org.prunescope.contract.pruning.Window;

/** Experiments that tests plan. */
final class Experiments {
  static final ExperimentId ID = new ExperimentId("experiment-1");
  static final PruningPlan DENSE = new Dense("dense");

  /** Predictions and Q-Scores at the end of each run, nothing else. */
  static final Measurement PREDICTIONS = measurement(0, false);

  private Experiments() {}

  static Measurement measurement(int measureEvery, boolean measurePruned) {
    return new Measurement(
        false, 0, List.of(), false, false, Augmentation.NONE, measureEvery, measurePruned);
  }

  /** This experiment, measured otherwise. */
  static Experiment with(Experiment request, Measurement measurement) {
    return with(request, request.architecture(), measurement);
  }

  /** This experiment of another architecture. */
  static Experiment with(Experiment request, Architecture architecture) {
    return with(request, architecture, request.measurement());
  }

  private static Experiment with(
      Experiment request, Architecture architecture, Measurement measurement) {
    return new Experiment(
        request.name(),
        request.dataSet(),
        request.normalisation(),
        architecture,
        request.objectives(),
        request.pruningPlans(),
        request.sparsities(),
        request.seeds(),
        request.segmentSteps(),
        request.threadsPerRun(),
        request.precision(),
        request.shareTrunks(),
        request.checkpoints(),
        measurement);
  }

  /** Training of the published supervised preset. */
  static Training training(int epochs, int batchSize) {
    return new Training(
        epochs,
        batchSize,
        new Optimiser(0.9, 5e-4, false, 0),
        new LearningRate.Constant(0.1),
        Augmentation.CROP_FLIP);
  }

  static OneShot oneShot(String name, Training fineTuning) {
    return new OneShot(name, Scope.GLOBAL, Criterion.MAGNITUDE, Rounding.TOTAL, false, fineTuning);
  }

  static Gradual gradual(String name, int begin, int end, int frequency) {
    return gradual(name, 0, begin, end, frequency, Close.EXACT, Events.FROM_BEGIN);
  }

  static Gradual gradual(
      String name,
      double initialSparsity,
      int begin,
      int end,
      int frequency,
      Close close,
      Events events) {
    return new Gradual(
        name,
        Scope.LAYER,
        Criterion.MAGNITUDE,
        Rounding.TOTAL,
        false,
        initialSparsity,
        List.of(new Window("cross-entropy", "training", begin, end, frequency)),
        close,
        events);
  }

  static SupCon supCon(Training preTraining, Training linearProbe) {
    return new SupCon(0.5, 0.07, 128, preTraining, linearProbe);
  }

  static SimClr simClr(Training preTraining, Training linearProbe) {
    return new SimClr(0.5, 0.07, 128, preTraining, linearProbe);
  }

  static Iterative iterative(String name, int rounds, Training fineTuning) {
    return new Iterative(
        name, Scope.GLOBAL, Criterion.MAGNITUDE, Rounding.TOTAL, false, rounds, fineTuning);
  }

  static AtInitialisation atInitialisation(String name) {
    return new AtInitialisation(name, Scope.LAYER, Criterion.MAGNITUDE, Rounding.TOTAL, false);
  }

  static Gradual gradual(String name, Window... windows) {
    return new Gradual(
        name,
        Scope.LAYER,
        Criterion.MAGNITUDE,
        Rounding.TOTAL,
        false,
        0,
        List.of(windows),
        Close.EXACT,
        Events.FROM_BEGIN);
  }

  static Experiment experiment(
      Training training,
      List<PruningPlan> plans,
      List<Double> sparsities,
      int seeds,
      int segmentSteps,
      boolean shareTrunks) {
    return experiment(
        List.of(new CrossEntropy(training)), plans, sparsities, seeds, segmentSteps, shareTrunks);
  }

  static Experiment experiment(
      List<Objective> objectives,
      List<PruningPlan> plans,
      List<Double> sparsities,
      int seeds,
      int segmentSteps,
      boolean shareTrunks) {
    return new Experiment(
        "test",
        DataSetSpec.Cifar10.WHOLE,
        ChannelStatistics.CORTI_2022,
        new WideResNet(16, 2),
        objectives,
        plans,
        sparsities,
        LongStream.range(0, seeds).boxed().toList(),
        segmentSteps,
        1,
        Precision.FLOAT32,
        shareTrunks,
        CheckpointRetention.ALL,
        PREDICTIONS);
  }

  static DataSetFingerprint dataSet(int trainSamples) {
    return new DataSetFingerprint("0".repeat(64), List.of("a", "b"), trainSamples, 10);
  }

  static Plan plan(Experiment request, int trainSamples) {
    return ExperimentPlanner.plan(ID, request, dataSet(trainSamples), Collections.nCopies(4, 0L));
  }
}

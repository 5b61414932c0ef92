package org.prunescope.system.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.plan.DataSetFingerprint;
import org.prunescope.contract.plan.Fork;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.plan.Variant;
import org.prunescope.gateway.algorithm.ExperimentPlanner;
import org.prunescope.gateway.request.ExperimentReader;
import org.prunescope.pruner.decision.RunPlan;

/** A small experiment as the gateway plans it, and what the services look up in its plan. */
final class PlannedExperiment {
  /** Fewer than runs, so that runs share them. */
  static final int PARTITIONS = 4;

  private final Plan plan;
  private final ArtifactRef ref;
  private final Map<RunId, RunPlan> runs = new LinkedHashMap<>();
  private final Map<RunId, Integer> partitions = new LinkedHashMap<>();
  private final ExpectedNetworks expected;

  private PlannedExperiment(Plan plan) {
    this.plan = plan;
    this.ref = ArtifactRef.plan(plan.experiment(), plan.write());
    for (RunId run : plan.runs().stream().map(plan::id).toList()) {
      runs.put(run, RunPlan.of(plan, ref, run).orElseThrow());
      partitions.put(run, plan.partition(run));
    }
    this.expected = new ExpectedNetworks(this);
  }

  /** Two objectives; dense, one-shot and gradual; two seeds. */
  static PlannedExperiment twoSeeds() {
    return planned(
        """
        {"name": "dense", "schedule": "dense"},
        {"name": "one-shot", "schedule": "one-shot", "scope": "global", "fineTuning": %1$s},
        {"name": "gradual", "schedule": "gradual", "scope": "layer", "windows": [
          {"objective": "cross-entropy", "phase": "training", "beginStep": 1, "endStep": 7, "frequency": 3},
          {"objective": "supcon", "phase": "pre-training", "beginStep": 3, "endStep": 7, "frequency": 2}]}
        """,
        "\"sparsities\": [0.5], \"seeds\": [0, 1]", "\"measureEvery\": 0");
  }

  /** Every kind of pruning plan, two sparsities, measured along training. */
  static PlannedExperiment everyPlan() {
    return planned(
        """
        {"name": "dense", "schedule": "dense"},
        {"name": "one-shot", "schedule": "one-shot", "scope": "global", "fineTuning": %1$s},
        {"name": "iterative", "schedule": "iterative", "scope": "layer", "rounds": 2, "fineTuning": %1$s},
        {"name": "initial", "schedule": "at-initialisation", "scope": "layer"},
        {"name": "gradual", "schedule": "gradual", "scope": "layer", "windows": [
          {"objective": "cross-entropy", "phase": "training", "beginStep": 1, "endStep": 7, "frequency": 3},
          {"objective": "supcon", "phase": "pre-training", "beginStep": 3, "endStep": 7, "frequency": 2}]}
        """,
        "\"sparsities\": [0.5, 0.9], \"seeds\": [0]",
        "\"measureEvery\": 2, \"measurePruned\": true");
  }

  private static PlannedExperiment planned(String pruningPlans, String extent, String measured) {
    String training =
        """
        {"epochs": %d, "batchSize": 10, "augmentation": "none",
         "optimiser": {"momentum": 0.9, "weightDecay": 0},
         "learningRate": {"schedule": "constant", "initial": 0.1}}
        """;
    String request =
        """
        {"name": "simulated", "dataSet": {"name": "shapes", "seed": 0, "trainSamples": 40, "testSamples": 20},
         "architecture": {"family": "wide-resnet", "depth": 10, "widen": 1},
         "objectives": [
           {"name": "cross-entropy", "training": %2$s},
           {"name": "supcon", "temperature": 0.5, "baseTemperature": 0.07, "projectionWidth": 8,
            "preTraining": %2$s, "linearProbe": %1$s}],
         "pruningPlans": [%3$s], %4$s, "segmentSteps": 3, "checkpoints": "final",
         "measurement": {"predictionDepth": false, %5$s}}
        """
            .formatted(
                training.formatted(1),
                training.formatted(2),
                pruningPlans.formatted(training.formatted(1)),
                extent,
                measured);
    List<String> classes = List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");
    return new PlannedExperiment(
        ExperimentPlanner.plan(
            new ExperimentId("simulated"),
            ExperimentReader.read(request.getBytes(UTF_8)),
            new DataSetFingerprint("0".repeat(64), classes, 40, 20),
            Collections.nCopies(PARTITIONS, 0L)));
  }

  ArtifactRef ref() {
    return ref;
  }

  /** In the order of their release. */
  List<RunId> runs() {
    return List.copyOf(runs.keySet());
  }

  RunPlan plan(RunId run) {
    return Objects.requireNonNull(runs.get(run));
  }

  int partition(RunId run) {
    return Objects.requireNonNull(partitions.get(run));
  }

  Variant variant(RunId run) {
    return plan(run) instanceof RunPlan.Known known ? known.variant() : plan.variant(run.variant());
  }

  /** The run that this one forks from; null for a trunk. */
  @Nullable RunId trunk(RunId run) {
    Fork fork = variant(run).fork();
    return fork == null ? null : new RunId(run.experiment(), fork.trunk(), run.seed());
  }

  /** Of all runs. */
  int segments() {
    return runs().stream().mapToInt(run -> variant(run).segmentEnds().size()).sum();
  }

  /** The runs that fork from this one. */
  List<RunId> branches(RunId run) {
    return plan(run).branches().stream().map(RunPlan.Branch::run).toList();
  }

  /** What an experiment without any disturbance comes to. */
  ExpectedNetworks expected() {
    return expected;
  }
}

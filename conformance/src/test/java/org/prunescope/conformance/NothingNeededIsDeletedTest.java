package org.prunescope.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.prunescope.conformance.SimulatedExperiment.Tally;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.plan.DataSetFingerprint;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.position.Stage;
import org.prunescope.gateway.algorithm.ExperimentPlanner;
import org.prunescope.gateway.request.ExperimentReader;

/**
 * The gateway's retention beside the pruner's decisions, over whole plans: the gateway hears of
 * everything late, twice and in any order, and deletes whenever it likes; trainers answer stale
 * segments and store again what was deleted; people cancel and resume.
 *
 * <p>Whoever needs a checkpoint finds it, and at the end the finals are what is left.
 */
class NothingNeededIsDeletedTest {
  private static final int SCHEDULES = 300;

  /** Measured at the ends of runs; and along training, before and after masks. */
  @ParameterizedTest
  @ValueSource(strings = {"\"measureEvery\": 0", "\"measureEvery\": 2, \"measurePruned\": true"})
  void whateverTheOrderOfEvents(String measured) {
    Plan plan = plan(measured);
    Tally tally = new Tally();
    for (int seed = 0; seed < SCHEDULES; seed++) {
      SimulatedExperiment experiment = new SimulatedExperiment(plan, seed, tally);
      experiment.live();
      experiment.assertThatTheFinalsAreLeft();
    }
    // The schedules were as bad as they claim to be.
    assertThat(tally.deleted).isGreaterThan(20 * SCHEDULES);
    assertThat(tally.staleInputsMissed).isGreaterThan(SCHEDULES);
    assertThat(tally.storedAgain).isGreaterThan(SCHEDULES / 2);
  }

  @Test
  void aPlanThatMeasuresAlongTrainingHasSomethingToKeep() {
    assertThat(plan("\"measureEvery\": 2, \"measurePruned\": true").variants())
        .allMatch(variant -> variant.measured().size() > 1)
        .anyMatch(
            variant -> variant.measured().stream().anyMatch(at -> at.stage() == Stage.PRUNED));
  }

  private static Plan plan(String measured) {
    String training =
        """
        {"epochs": %d, "batchSize": 10, "augmentation": "none",
         "optimiser": {"momentum": 0.9, "weightDecay": 0},
         "learningRate": {"schedule": "constant", "initial": 0.1}}
        """;
    String request =
        """
        {"name": "retention", "dataSet": {"name": "shapes", "seed": 0, "trainSamples": 40, "testSamples": 20},
         "architecture": {"family": "wide-resnet", "depth": 10, "widen": 1},
         "objectives": [
           {"name": "cross-entropy", "training": %1$s},
           {"name": "supcon", "temperature": 0.5, "baseTemperature": 0.07, "projectionWidth": 8,
            "preTraining": %1$s, "linearProbe": %2$s}],
         "pruningPlans": [
           {"name": "dense", "schedule": "dense"},
           {"name": "one-shot", "schedule": "one-shot", "scope": "global", "fineTuning": %2$s},
           {"name": "iterative", "schedule": "iterative", "scope": "layer", "rounds": 2, "fineTuning": %2$s},
           {"name": "initial", "schedule": "at-initialisation", "scope": "layer"},
           {"name": "gradual", "schedule": "gradual", "scope": "layer", "windows": [
             {"objective": "cross-entropy", "phase": "training", "beginStep": 1, "endStep": 7, "frequency": 3},
             {"objective": "supcon", "phase": "pre-training", "beginStep": 3, "endStep": 7, "frequency": 2}]}],
         "sparsities": [0.5, 0.9], "seeds": [0], "segmentSteps": 3, "checkpoints": "final",
         "measurement": {"predictionDepth": false, %3$s}}
        """
            .formatted(training.formatted(2), training.formatted(1), measured);
    List<String> classes = List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");
    return ExperimentPlanner.plan(
        new ExperimentId("retention"),
        ExperimentReader.read(request.getBytes(UTF_8)),
        new DataSetFingerprint("0".repeat(64), classes, 40, 20),
        Collections.nCopies(4, 0L));
  }
}

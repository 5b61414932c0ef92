package org.prunescope.gateway.algorithm.estimate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.VariantId;
import org.prunescope.contract.plan.DataSetFingerprint;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.position.Position;
import org.prunescope.gateway.algorithm.ExperimentPlanner;
import org.prunescope.gateway.algorithm.estimate.PlanWork.PhaseWork;
import org.prunescope.gateway.algorithm.estimate.PlanWork.Pruned;
import org.prunescope.gateway.algorithm.estimate.PlanWork.VariantWork;
import org.prunescope.gateway.algorithm.estimate.PlanWork.Work;
import org.prunescope.gateway.request.ExperimentReader;

class PlanWorkTest {
  /** Of 50 images: 12 updates of supcon in batches of 20, 20 and 10, then 6 of the probe. */
  private static final String SMALL =
      """
      {"name": "small", "dataSet": {"name": "cifar-10"},
       "architecture": {"family": "wide-resnet", "depth": 10, "widen": 1},
       "objectives": [{"name": "supcon", "temperature": 0.5, "baseTemperature": 0.07,
         "projectionWidth": 128,
         "preTraining": {"epochs": 4, "batchSize": 20, %1$s, "augmentation": "contrastive"},
         "linearProbe": {"epochs": 3, "batchSize": 25, %1$s, "augmentation": "none"}}],
       "pruningPlans": [{"name": "dense", "schedule": "dense"},
         {"name": "one-shot", "schedule": "one-shot", "scope": "layer",
          "fineTuning": {"epochs": 1, "batchSize": 10, %1$s, "augmentation": "none"}},
         {"name": "gradual", "schedule": "gradual", "scope": "layer", "windows": [
           {"objective": "supcon", "phase": "pre-training",
            "beginStep": 3, "endStep": 7, "frequency": 2}]}],
       "sparsities": [0.5], "seeds": [0, 1, 2], "segmentSteps": 6,
       "measurement": {"predictionDepth": false, "supportSamples": 0},
       "shareTrunks": %2$s}
      """;

  private static final String OPTIMISER =
      """
      "optimiser": {"momentum": 0.9, "weightDecay": 0},
      "learningRate": {"schedule": "constant", "initial": 0.1}
      """;

  @Test
  void countsUpdatesAndViewsOfEveryPhaseWithAndWithoutSharing() {
    VariantWork gradual = variant(PlanWork.of(small(true)), "supcon_gradual_0.5");

    // The event at 3 removes nothing, the one at 5 follows four updates: an epoch of 50, then 20.
    assertThat(gradual.phases())
        .containsExactly(
            new PhaseWork(
                "pre-training",
                LearningKind.CONTRASTIVE,
                20,
                new Work(12, 12 - 4),
                new Work(400, 400 - 2 * (50 + 20)),
                new Pruned(4, 6)),
            new PhaseWork(
                "linear-probe",
                LearningKind.LINEAR_PROBE,
                25,
                new Work(6, 6),
                new Work(150, 150),
                null));
    assertThat(gradual.sharedUpdates()).isEqualTo(4);
    assertThat(gradual.masks()).isEqualTo(2);
    assertThat(gradual.runs()).isEqualTo(3);
  }

  @Test
  void sumsOverAllRuns() {
    PlanWork work = PlanWork.of(small(true));

    assertThat(work.runs()).isEqualTo(9);
    assertThat(work.variants()).isEqualTo(3);
    // dense 12 + 6; one-shot the same and 5; gradual without 4 that it shares.
    assertThat(work.updates()).isEqualTo(new Work(3 * (18 + 23 + 18), 3 * (18 + 5 + 14)));
    assertThat(work.images()).isEqualTo(new Work(3 * (550 + 600 + 550), 3 * (550 + 50 + 410)));
  }

  @Test
  void theFiguresAreTheSameWhetherThePlanSharesOrNot() {
    PlanWork shared = PlanWork.of(small(true));
    PlanWork unshared = PlanWork.of(small(false));

    assertThat(unshared.updates()).isEqualTo(shared.updates());
    assertThat(unshared.images()).isEqualTo(shared.images());
    assertThat(unshared.checkpoints().written().number())
        .isGreaterThan(shared.checkpoints().written().number());
    assertThat(unshared.checkpoints().finals()).isEqualTo(shared.checkpoints().finals());
  }

  /** By hand from the tensors: WRN-10-1 has 77,850 parameters with its classifier. */
  @Test
  void aCheckpointIsItsTensorsAndAHeader() {
    Map<Position, Long> dense = sizes("supcon_dense");
    Map<Position, Long> gradual = sizes("supcon_gradual_0.5");

    long classifier = 650;
    long encoder = 77_850 - classifier;
    long norms = 2 * (16 + 16 + 16 + 32 + 32 + 64 + 64);
    long buffers = norms;
    long projection = 64 * 64 + 64 + 64 * 128 + 128;
    long weights = encoder - norms;
    isAFileOf(dense, Position.trained(0, 0), 4 * (encoder + buffers + projection));
    isAFileOf(dense, Position.trained(0, 6), 4 * (2 * (encoder + projection) + buffers));
    // The probe trains its classifier alone.
    isAFileOf(dense, Position.trained(1, 0), 4 * (encoder + buffers + classifier));
    isAFileOf(dense, Position.trained(1, 6), 4 * (encoder + buffers + 2 * classifier));
    // A mask is a byte for each weight, and stays.
    isAFileOf(gradual, Position.pruned(0, 4), 4 * (2 * (encoder + projection) + buffers) + weights);
    isAFileOf(gradual, Position.trained(1, 6), 4 * (encoder + buffers + 2 * classifier) + weights);
  }

  @Test
  void checkpointsAreWrittenByTheRunThatReachesThem() {
    PlanWork work = PlanWork.of(small(true));

    // dense: 0, fork at 4, 6, 12, then 0 and 6; one-shot: 0, its mask, 5; gradual: two masks, at 4
    // of its trunk's checkpoint and at 6; 6, 12, then 0 and 6.
    assertThat(variant(work, "supcon_dense").checkpoints().number()).isEqualTo(6);
    assertThat(variant(work, "supcon_one-shot_0.5").checkpoints().number()).isEqualTo(3);
    assertThat(variant(work, "supcon_gradual_0.5").checkpoints().number()).isEqualTo(6);
    assertThat(work.checkpoints().written().number()).isEqualTo(3 * (6 + 3 + 6));
    assertThat(work.checkpoints().finals().number()).isEqualTo(9);
  }

  @Test
  void whatIsKeptAtOnceIsBoundedByThreeOfEachRunAndWhatOthersForkFrom() {
    PlanWork work = PlanWork.of(small(true));
    List<Map<Position, Long>> runs =
        List.of(sizes("supcon_dense"), sizes("supcon_one-shot_0.5"), sizes("supcon_gradual_0.5"));

    long largest = runs.stream().mapToLong(PlanWorkTest::threeInARow).sum();
    long forks =
        runs.getFirst().getOrDefault(Position.trained(0, 4), 0L)
            + runs.getFirst().getOrDefault(Position.trained(1, 6), 0L);
    assertThat(work.checkpoints().keptAtOnce().onlyFinal()).isEqualTo(3 * (largest + forks));
    assertThat(work.checkpoints().keptAtOnce().all())
        .isEqualTo(work.checkpoints().written().bytes())
        .isEqualTo(3 * runs.stream().flatMap(run -> run.values().stream()).mapToLong(b -> b).sum());
    assertThat(work.checkpoints().finals().bytes()).isLessThan(3 * largest);
  }

  @Test
  void whatWaitsForAMeasurementIsKeptTooAndTheEndIsCountedOnce() {
    String along =
        SMALL
            .formatted(OPTIMISER, true)
            .replace(
                "\"predictionDepth\": false,",
                "\"predictionDepth\": false, \"measureEvery\": 2, \"measurePruned\": true,");
    Plan plan = plan(ExperimentReader.read(along.getBytes(UTF_8)), 50);
    PlanWork work = PlanWork.of(plan);

    // dense: 2, 4 and 6 of the probe; one-shot: 0 before and after its mask, 2, 4 and 5; gradual as
    // dense, for its masks are of pre-training
    assertThat(work.measurements()).isEqualTo(3 * (3 + 5 + 3));
    assertThat(variant(work, "supcon_one-shot_0.5").measurements()).isEqualTo(5);
    // the probe's ends at 2 and 4 are new, and one-shot's at 2 and 4
    assertThat(work.checkpoints().written().number()).isEqualTo(3 * (6 + 2 + 3 + 2 + 6 + 2));
    Map<Position, Long> dense = sizes(plan, "supcon_dense");
    Map<Position, Long> oneShot = sizes(plan, "supcon_one-shot_0.5");
    Map<Position, Long> gradual = sizes(plan, "supcon_gradual_0.5");
    long awaited =
        // forked from, the second by one-shot
        bytes(dense, Position.trained(0, 4), Position.trained(1, 6))
            + bytes(dense, Position.trained(1, 2), Position.trained(1, 4))
            + bytes(oneShot, Position.trained(2, 0), Position.pruned(2, 0))
            + bytes(oneShot, Position.trained(2, 2), Position.trained(2, 4))
            + bytes(gradual, Position.trained(1, 2), Position.trained(1, 4));
    long largest = threeInARow(dense) + threeInARow(oneShot) + threeInARow(gradual);
    assertThat(work.checkpoints().keptAtOnce().onlyFinal())
        .isEqualTo(Math.min(work.checkpoints().written().bytes(), 3 * (largest + awaited)));
  }

  /** A tensor of which nothing is pruned yet has no mask: 10 biases at 4 % are none. */
  @Test
  void aTensorOfWhichNothingIsPrunedHasNoMask() {
    String withBias =
        SMALL
            .formatted(OPTIMISER, true)
            .replace("\"name\": \"one-shot\",", "\"name\": \"one-shot\", \"includeBias\": true,");

    long few = finalBytes(withBias.replace("[0.5]", "[0.04]"));
    long some = finalBytes(withBias.replace("[0.5]", "[0.06]"));

    assertThat(some).isBetween(few + 10, few + 200);
  }

  @Test
  void withoutMomentumThereAreNoBuffers() {
    String plain = SMALL.formatted(OPTIMISER, true).replace("0.9", "0.0");

    long with = finalBytes(SMALL.formatted(OPTIMISER, true));
    long without = finalBytes(plain);

    assertThat(with - without).isBetween(4 * 77_850L, 4 * 77_850L + 10_000);
  }

  /** Corti et al. 2022, from the preset. */
  @Test
  void thePublishedGridIs41MillionUpdatesOr26Shared() {
    PlanWork work =
        PlanWork.of(
            plan(ExperimentReader.read("{\"preset\": \"corti-2022\"}".getBytes(UTF_8)), 50_000));

    assertThat(work.runs()).isEqualTo(660);
    assertThat(work.variants()).isEqualTo(22);
    assertThat(work.updates()).isEqualTo(new Work(41_656_050, 26_231_010));
    assertThat(variant(work, "cross-entropy_gradual_0.3").sharedUpdates()).isEqualTo(1_499);
    assertThat(variant(work, "supcon_early_0.9").sharedUpdates()).isEqualTo(247);
    assertThat(variant(work, "supcon_late_0.5").sharedUpdates()).isEqualTo(2_541);
    assertThat(variant(work, "supcon_one-shot_0.7").sharedUpdates()).isEqualTo(24_500 + 19_600);
    assertThat(variant(work, "supcon_one-shot_0.7").phases())
        .extracting(phase -> phase.updates().withoutSharing())
        .containsExactly(24_500L, 19_600L, 11_730L);
    assertThat(variant(work, "cross-entropy_dense").phases())
        .extracting(phase -> phase.updates().withoutSharing())
        .containsExactly(80_155L);
    // Every epoch sees every image: 205, twice 500, 100 and 30 times 50,000.
    assertThat(work.images().withoutSharing())
        .isEqualTo(30L * 50_000 * (9 * 205 + 13 * (2 * 500 + 100) + 8 * 30));
  }

  private static void isAFileOf(Map<Position, Long> sizes, Position position, long tensors) {
    // Headers are 4 to 16 kB here; that sizes are exact to the byte is tested on real checkpoints.
    assertThat(sizes.get(position)).isBetween(tensors + 3_500, tensors + 16_000);
  }

  private static long finalBytes(String request) {
    Plan plan = plan(ExperimentReader.read(request.getBytes(UTF_8)), 50);
    return variant(PlanWork.of(plan), "supcon_one-shot_" + plan.request().sparsities().getFirst())
        .finalBytes();
  }

  private static long threeInARow(Map<Position, Long> run) {
    List<Long> bytes = List.copyOf(run.values());
    long most = 0;
    for (int i = 0; i + 2 < bytes.size(); i++) {
      most = Math.max(most, bytes.get(i) + bytes.get(i + 1) + bytes.get(i + 2));
    }
    return most;
  }

  private static long bytes(Map<Position, Long> run, Position... positions) {
    assertThat(run).containsKeys(positions);
    return Arrays.stream(positions).mapToLong(position -> run.getOrDefault(position, 0L)).sum();
  }

  private static Map<Position, Long> sizes(String variant) {
    return sizes(small(true), variant);
  }

  private static Map<Position, Long> sizes(Plan plan, String variant) {
    Map<Position, Long> sizes = new LinkedHashMap<>();
    new CheckpointSizes(plan.request().architecture(), 10)
        .of(plan.variant(new VariantId(variant)))
        .forEach(checkpoint -> sizes.put(checkpoint.position(), checkpoint.bytes()));
    return sizes;
  }

  private static VariantWork variant(PlanWork work, String id) {
    return work.perVariant().stream()
        .filter(variant -> variant.variant().value().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static Plan small(boolean shareTrunks) {
    String request = SMALL.formatted(OPTIMISER, shareTrunks);
    return plan(ExperimentReader.read(request.getBytes(UTF_8)), 50);
  }

  private static Plan plan(Experiment request, int trainSamples) {
    return ExperimentPlanner.plan(
        new ExperimentId("estimate"),
        request,
        new DataSetFingerprint(
            "0".repeat(64), Collections.nCopies(10, "class"), trainSamples, 10_000),
        List.of(0L));
  }
}

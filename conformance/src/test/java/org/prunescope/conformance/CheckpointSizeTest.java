package org.prunescope.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.prunescope.contract.checkpoint.Safetensors;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.network.Head;
import org.prunescope.contract.plan.DataSetFingerprint;
import org.prunescope.contract.plan.MaskEvent;
import org.prunescope.contract.plan.Phase;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.plan.Variant;
import org.prunescope.contract.position.Position;
import org.prunescope.gateway.algorithm.ExperimentPlanner;
import org.prunescope.gateway.algorithm.estimate.PlanWork;
import org.prunescope.gateway.algorithm.estimate.PlanWork.VariantWork;
import org.prunescope.gateway.request.ExperimentReader;
import org.prunescope.network.ImageBatch;
import org.prunescope.network.NetworkState;
import org.prunescope.network.TrainingNetwork;
import org.prunescope.pruner.algorithm.CheckpointPruning;
import org.prunescope.pruner.algorithm.NonFiniteWeight;

/** The bytes of checkpoints that a dry run names, against those of networks trained and pruned. */
class CheckpointSizeTest {
  private static final int CLASSES = 10;
  private static final int SEED = 1;

  /** At most, with its entry in the header. */
  private static final long MASK_OF_BIASES = 100;

  /**
   * Pre-trained, probed, fine-tuned, each with a checkpoint or two; layer by layer and globally.
   */
  private static final String REQUEST =
      """
      {"name": "sizes", "dataSet": {"name": "cifar-10"}, "shareTrunks": false,
       "architecture": ARCHITECTURE,
       "objectives": [{"name": "supcon", "temperature": 0.5, "baseTemperature": 0.07,
         "projectionWidth": 32,
         "preTraining": {"epochs": 6, "batchSize": 4, OPTIMISER, "augmentation": "contrastive"},
         "linearProbe": {"epochs": 6, "batchSize": 4, OPTIMISER, "augmentation": "none"}}],
       "pruningPlans": [{"name": "dense", "schedule": "dense"},
         {"name": "one-shot", "schedule": "one-shot", "scope": "global", "includeBias": true,
          "fineTuning": {"epochs": 2, "batchSize": 4, OPTIMISER, "augmentation": "none"}},
         {"name": "gradual", "schedule": "gradual", "scope": "layer", "includeBias": true,
          "rounding": "remaining-share", "windows": [
           {"objective": "supcon", "phase": "pre-training",
            "beginStep": 1, "endStep": 5, "frequency": 1},
           {"objective": "supcon", "phase": "linear-probe",
            "beginStep": 2, "endStep": 6, "frequency": 1}]}],
       "sparsities": [0.06, 0.5], "seeds": [1], "segmentSteps": 100,
       "measurement": {"predictionDepth": false, "knnAccuracy": false}}
      """;

  private static final String OPTIMISER =
      """
      "optimiser": {"momentum": 0.9, "weightDecay": 0},
      "learningRate": {"schedule": "constant", "initial": 0.01}
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"family\": \"wide-resnet\", \"depth\": 10, \"widen\": 1}",
        "{\"family\": \"resnet\", \"depth\": 18, \"width\": 8}"
      })
  void everyCheckpointHasTheBytesThatWereNamed(String architecture) {
    Plan plan =
        ExperimentPlanner.plan(
            new ExperimentId("sizes"),
            ExperimentReader.read(request(architecture).getBytes(UTF_8)),
            new DataSetFingerprint("0".repeat(64), Collections.nCopies(CLASSES, "class"), 4, 10),
            List.of(0L));

    for (VariantWork work : PlanWork.of(plan).perVariant()) {
      List<Long> written = written(plan, plan.variant(work.variant()));

      assertThat((long) written.size()).isEqualTo(work.checkpoints().number());
      long bytes = written.stream().mapToLong(Long::longValue).sum();
      if (work.variant().value().startsWith("supcon_one-shot")) {
        // One threshold may spare the classifier's ten biases, which then have no mask.
        long named = work.checkpoints().bytes();
        assertThat(bytes).isBetween(named - written.size() * MASK_OF_BIASES, named);
      } else {
        assertThat(bytes).as(work.variant().value()).isEqualTo(work.checkpoints().bytes());
        assertThat(written.getLast()).isEqualTo(work.finalBytes());
      }
    }
  }

  private static String request(String architecture) {
    return REQUEST.replace("OPTIMISER", OPTIMISER).replace("ARCHITECTURE", architecture);
  }

  /** The run's checkpoints; an update or a hundred leave the same tensors. */
  private static List<Long> written(Plan plan, Variant variant) {
    List<Long> bytes = new ArrayList<>();
    Safetensors.Content content =
        new Safetensors.Content(Collections.emptyMap(), Collections.emptyMap());
    for (Position end : variant.segmentEnds()) {
      Phase phase = variant.phases().get(end.phase());
      Head head = phase.learning().head(CLASSES);
      content =
          end.step() == 0
              ? beginning(plan, variant, end.phase(), content).content()
              : updated(NetworkState.of(content, plan.request().architecture(), head), phase);
      bytes.add((long) Safetensors.write(content).length);
      MaskEvent mask = variant.maskAfter(end).orElse(null);
      if (mask != null) {
        content =
            switch (CheckpointPruning.prune(
                content, plan.request().architecture().parameters(head), mask, SEED)) {
              case CheckpointPruning.Outcome.Pruned pruned -> pruned.checkpoint();
              case NonFiniteWeight bad -> throw new AssertionError(bad);
            };
        bytes.add((long) Safetensors.write(content).length);
      }
    }
    return bytes;
  }

  private static NetworkState beginning(
      Plan plan, Variant variant, int phase, Safetensors.Content before) {
    Head head = variant.phases().get(phase).learning().head(CLASSES);
    if (phase == 0) {
      return NetworkState.initial(plan.request().architecture(), head, SEED);
    }
    Head last = variant.phases().get(phase - 1).learning().head(CLASSES);
    return NetworkState.of(before, plan.request().architecture(), last)
        .atBeginningOf(phase, head, SEED);
  }

  private static Safetensors.Content updated(NetworkState state, Phase phase) {
    int samples = 4;
    int views = samples * phase.learning().views();
    float[] pixels = new float[views * 32 * 32 * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (i * 31 % 97) / 97f - 0.5f;
    }
    try (TrainingNetwork network =
        TrainingNetwork.load(state, phase.learning(), phase.training().optimiser(), 1)) {
      network.step(new ImageBatch(pixels, views, 32, 32), new int[] {0, 1, 2, 3}, 0.01);
      return network.state().content();
    }
  }
}

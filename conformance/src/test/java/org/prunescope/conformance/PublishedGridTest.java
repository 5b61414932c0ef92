package org.prunescope.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.prunescope.contract.checkpoint.CheckpointFormat;
import org.prunescope.contract.checkpoint.Safetensors;
import org.prunescope.contract.checkpoint.Tensor;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.VariantId;
import org.prunescope.contract.network.Head;
import org.prunescope.contract.network.ParameterSpec;
import org.prunescope.contract.plan.DataSetFingerprint;
import org.prunescope.contract.plan.MaskEvent;
import org.prunescope.contract.plan.Part;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.plan.Variant;
import org.prunescope.gateway.algorithm.ExperimentPlanner;
import org.prunescope.gateway.algorithm.estimate.PlanWork;
import org.prunescope.gateway.algorithm.estimate.PlanWork.Work;
import org.prunescope.gateway.request.ExperimentReader;
import org.prunescope.network.NetworkState;
import org.prunescope.pruner.algorithm.CheckpointPruning;
import org.prunescope.pruner.algorithm.NonFiniteWeight;

/** The preset corti-2022 against the numbers of the published grid. */
class PublishedGridTest {
  private static final int CLASSES = 10;

  private final Plan plan =
      ExperimentPlanner.plan(
          new ExperimentId("published"),
          ExperimentReader.read("{\"preset\": \"corti-2022\"}".getBytes(UTF_8)),
          new DataSetFingerprint(
              "0".repeat(64), Collections.nCopies(CLASSES, "class"), 50_000, 10_000),
          Collections.nCopies(64, 0L));

  @Test
  void is660RunsOf41MillionUpdatesOr26MillionShared() {
    PlanWork work = PlanWork.of(plan);

    assertThat(work.runs()).isEqualTo(660);
    assertThat(work.variants()).isEqualTo(22);
    assertThat(work.updates()).isEqualTo(new Work(41_656_050, 26_231_010));
  }

  @ParameterizedTest
  @CsvSource({"0.3, 206954", "0.5, 344923", "0.7, 482882", "0.9, 620858"})
  void theSupervisedPlanLeavesThePublishedZeros(String sparsity, long zeros) {
    Variant variant = plan.variant(new VariantId("cross-entropy_gradual_" + sparsity));

    assertThat(variant.masks()).hasSize(38);
    assertThat(weightZeros(variant.masks())).isEqualTo(zeros);
  }

  @ParameterizedTest
  @CsvSource({"0.3, 386", "0.5, 639", "0.7, 897", "0.9, 1153"})
  void theProbesPlanLeavesThePublishedZerosInTheClassifier(String sparsity, long zeros) {
    for (String name : List.of("late", "early")) {
      Variant variant = plan.variant(new VariantId("supcon_" + name + "_" + sparsity));
      List<MaskEvent> ofTheProbe =
          variant.masks().stream().filter(mask -> mask.part() == Part.CLASSIFIER).toList();

      assertThat(ofTheProbe).hasSize(38);
      assertThat(weightZeros(ofTheProbe)).isEqualTo(zeros);
    }
  }

  /** One threshold over 689,850 values: the weights and the classifier's bias. */
  @Test
  void oneShotRanksTheClassifiersBiasWithTheWeights() {
    MaskEvent mask = plan.variant(new VariantId("supcon_one-shot_0.9")).masks().getFirst();
    List<ParameterSpec> ranked =
        layout().stream().filter(spec -> mask.part().ranks(spec, mask.includeBias())).toList();

    assertThat(ranked.stream().mapToLong(ParameterSpec::size).sum()).isEqualTo(689_850);
    Safetensors.Content pruned = pruned(List.of(mask));
    assertThat(
            ranked.stream()
                .mapToLong(spec -> zeros(pruned, CheckpointFormat.maskOf(spec.name())))
                .sum())
        .isEqualTo(Math.round(0.9 * 689_850));
  }

  private long weightZeros(List<MaskEvent> masks) {
    Safetensors.Content pruned = pruned(masks);
    return layout().stream()
        .filter(spec -> Part.NETWORK.ranks(spec, false))
        .mapToLong(spec -> zeros(pruned, CheckpointFormat.maskOf(spec.name())))
        .sum();
  }

  /** How many fall depends on no weight, so a network's initial ones will do. */
  private Safetensors.Content pruned(List<MaskEvent> masks) {
    Safetensors.Content content =
        NetworkState.initial(plan.request().architecture(), new Head.Classifier(CLASSES), 1)
            .content();
    for (MaskEvent mask : masks) {
      content =
          switch (CheckpointPruning.prune(content, layout(), mask, 1)) {
            case CheckpointPruning.Outcome.Pruned done -> done.checkpoint();
            case NonFiniteWeight bad -> throw new AssertionError(bad);
          };
    }
    return content;
  }

  private List<ParameterSpec> layout() {
    return plan.request().architecture().parameters(new Head.Classifier(CLASSES));
  }

  private static long zeros(Safetensors.Content content, String mask) {
    Tensor tensor = content.tensors().get(mask);
    long zeros = 0;
    if (tensor != null) {
      for (byte keep : tensor.bytes()) {
        zeros += 1 - keep;
      }
    }
    return zeros;
  }
}

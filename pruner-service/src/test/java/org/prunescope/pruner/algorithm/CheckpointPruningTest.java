package org.prunescope.pruner.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.checkpoint.CheckpointFormat;
import org.prunescope.contract.checkpoint.InvalidTensorFileException;
import org.prunescope.contract.checkpoint.Safetensors;
import org.prunescope.contract.checkpoint.Safetensors.Content;
import org.prunescope.contract.checkpoint.Tensor;
import org.prunescope.contract.criterion.Criterion;
import org.prunescope.contract.experiment.Rounding;
import org.prunescope.contract.experiment.Scope;
import org.prunescope.contract.network.Head;
import org.prunescope.contract.network.ParameterKind;
import org.prunescope.contract.network.ParameterSpec;
import org.prunescope.contract.network.WideResNet;
import org.prunescope.contract.plan.MaskEvent;
import org.prunescope.contract.plan.Part;
import org.prunescope.contract.position.Position;

class CheckpointPruningTest {
  private static final List<ParameterSpec> LAYOUT =
      List.of(
          new ParameterSpec(
              "encoder.conv.weight", List.of(1, 1, 2, 2), ParameterKind.CONVOLUTION_WEIGHT),
          new ParameterSpec("encoder.bn.weight", List.of(1), ParameterKind.NORM_SCALE),
          new ParameterSpec("fc.weight", List.of(2, 1), ParameterKind.LINEAR_WEIGHT),
          new ParameterSpec("fc.bias", List.of(2), ParameterKind.LINEAR_BIAS));
  private static final Map<String, Tensor> TENSORS =
      Map.of(
          "encoder.conv.weight", Tensor.ofFloats(new float[] {-1, 2, -3, 4}, 1, 1, 2, 2),
          "momentum.encoder.conv.weight",
              Tensor.ofFloats(new float[] {-5, -6, 7, Float.NaN}, 1, 1, 2, 2),
          "encoder.bn.weight", Tensor.ofFloats(new float[] {0.001f}, 1),
          "fc.weight", Tensor.ofFloats(new float[] {-0f, 9}, 2, 1),
          "fc.bias", Tensor.ofFloats(new float[] {0.5f, 0.25f}, 2));

  @Test
  void prunedWeightsAndTheirMomentumAreExactlyPositiveZeroAndTheMaskIsInside() {
    Content pruned = pruned(TENSORS, event(Scope.LAYER, 0.5, false)).checkpoint();

    assertThat(pruned.tensor("encoder.conv.weight"))
        .isEqualTo(Tensor.ofFloats(new float[] {0, 0, -3, 4}, 1, 1, 2, 2));
    assertThat(pruned.tensor("momentum.encoder.conv.weight"))
        .isEqualTo(Tensor.ofFloats(new float[] {0, 0, 7, Float.NaN}, 1, 1, 2, 2));
    assertThat(pruned.tensor("mask.encoder.conv.weight"))
        .isEqualTo(Tensor.ofBytes(new byte[] {0, 0, 1, 1}, 1, 1, 2, 2));
    assertThat(pruned.tensor("fc.weight")).isEqualTo(Tensor.ofFloats(new float[] {0, 9}, 2, 1));
    assertThat(pruned.metadata()).isEqualTo(CheckpointFormat.METADATA);
  }

  @Test
  void normalisationAndABiasThatIsNotIncludedStay() {
    Content pruned = pruned(TENSORS, event(Scope.GLOBAL, 0.9, false)).checkpoint();

    assertThat(pruned.tensors()).doesNotContainKeys("mask.encoder.bn.weight", "mask.fc.bias");
    assertThat(pruned.tensor("encoder.bn.weight")).isEqualTo(TENSORS.get("encoder.bn.weight"));
    assertThat(pruned.tensor("fc.bias")).isEqualTo(TENSORS.get("fc.bias"));
  }

  @Test
  void anIncludedBiasIsPooledAndRankedButNeverCountedAsSparsity() {
    var outcome = pruned(TENSORS, event(Scope.GLOBAL, 0.5, true));

    // 4 of 8: -0, 0.25, 0.5 and 1 fall; of the 6 weights only two of them are weights.
    assertThat(outcome.checkpoint().tensor("mask.fc.bias"))
        .isEqualTo(Tensor.ofBytes(new byte[] {0, 0}, 2));
    assertThat(outcome.sparsity().total()).isEqualTo(2 / 6.0);
    assertThat(outcome.sparsity().byTensor())
        .isEqualTo(Map.of("encoder.conv.weight", 0.25, "fc.weight", 0.5));
  }

  @Test
  void anEventThatRemovesNothingLeavesTheSameFile() {
    Content checkpoint = new Content(CheckpointFormat.METADATA, TENSORS);

    assertThat(Safetensors.write(pruned(TENSORS, event(Scope.LAYER, 0, true)).checkpoint()))
        .isEqualTo(Safetensors.write(checkpoint));
  }

  @Test
  void theSecondMaskKeepsNothingThatTheFirstRemoved() {
    Content first = pruned(TENSORS, event(Scope.GLOBAL, 0.34, false)).checkpoint();
    Map<String, Tensor> trained = new HashMap<>(first.tensors());
    trained.put("encoder.conv.weight", Tensor.ofFloats(new float[] {0, 20, -0.1f, 4}, 1, 1, 2, 2));

    var second = pruned(trained, event(Scope.GLOBAL, 0.5, false));

    assertThat(second.checkpoint().tensor("mask.encoder.conv.weight"))
        .isEqualTo(Tensor.ofBytes(new byte[] {0, 1, 0, 1}, 1, 1, 2, 2));
    assertThat(second.sparsity().total()).isEqualTo(0.5);
  }

  @Test
  void aWeightThatIsNoNumberIsNamed() {
    Map<String, Tensor> tensors = new HashMap<>(TENSORS);
    tensors.put("fc.weight", Tensor.ofFloats(new float[] {1, Float.NaN}, 2, 1));

    assertThat(prune(tensors, event(Scope.LAYER, 0.5, false)))
        .isEqualTo(new NonFiniteWeight("fc.weight", 1, Float.NaN));
  }

  @Test
  void aCheckpointOfAnotherNetworkIsRefused() {
    MaskEvent event = event(Scope.LAYER, 0.5, false);
    for (Map.Entry<String, Tensor> wrong :
        Map.of(
                "encoder.conv.weight", Tensor.ofFloats(new float[4], 4),
                "fc.weight", Tensor.ofBytes(new byte[2], 2, 1),
                "momentum.encoder.conv.weight", Tensor.ofFloats(new float[3], 3),
                "mask.encoder.conv.weight", Tensor.ofBytes(new byte[] {0, 1, 2, 1}, 1, 1, 2, 2))
            .entrySet()) {
      Map<String, Tensor> tensors = new HashMap<>(TENSORS);
      tensors.put(wrong.getKey(), wrong.getValue());
      assertThatThrownBy(() -> prune(tensors, event))
          .as(wrong.getKey())
          .isInstanceOf(InvalidTensorFileException.class);
    }
    assertThatThrownBy(() -> prune(Map.of(), event))
        .isInstanceOf(InvalidTensorFileException.class)
        .hasMessageContaining("encoder.conv.weight");
  }

  @Test
  void aPartThatTheNetworkDoesNotHaveIsAnErrorAndNoMaskOfNothing() {
    List<ParameterSpec> projected = new WideResNet(10, 1).parameters(new Head.Projection(8));
    MaskEvent event =
        new MaskEvent(
            Position.pruned(0, 0),
            Part.CLASSIFIER,
            Scope.LAYER,
            Criterion.MAGNITUDE,
            Rounding.TOTAL,
            true,
            0.5,
            0.5);

    assertThatThrownBy(
            () ->
                CheckpointPruning.prune(
                    new Content(CheckpointFormat.METADATA, Map.of()), projected, event, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("CLASSIFIER");
  }

  @Test
  void prunesTheConvolutionsAndTheClassifierOfAWideResNet() {
    List<ParameterSpec> layout = new WideResNet(16, 2).parameters(new Head.Classifier(10));
    Random random = new Random(1);
    Map<String, Tensor> tensors = new HashMap<>();
    for (ParameterSpec spec : layout) {
      float[] values = new float[spec.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      tensors.put(spec.name(), Tensor.ofFloats(values, spec.sizes()));
    }
    Content checkpoint = new Content(CheckpointFormat.METADATA, tensors);

    var outcome =
        (CheckpointPruning.Outcome.Pruned)
            CheckpointPruning.prune(checkpoint, layout, event(Scope.GLOBAL, 0.9, false), 0);

    long weights =
        layout.stream().filter(spec -> spec.kind().isWeight()).mapToLong(ParameterSpec::size).sum();
    assertThat(weights).isEqualTo(689_840);
    assertThat(outcome.sparsity().total()).isEqualTo(Math.rint(0.9 * weights) / weights);
    assertThat(outcome.sparsity().byTensor()).hasSize(17).containsKey("fc.weight");
    assertThat(
            outcome.sparsity().byTensor().values().stream().mapToDouble(s -> s).average().orElse(0))
        .isCloseTo(0.9, within(0.05));
  }

  private static CheckpointPruning.Outcome.Pruned pruned(
      Map<String, Tensor> tensors, MaskEvent event) {
    return (CheckpointPruning.Outcome.Pruned) prune(tensors, event);
  }

  private static CheckpointPruning.Outcome prune(Map<String, Tensor> tensors, MaskEvent event) {
    return CheckpointPruning.prune(
        new Content(CheckpointFormat.METADATA, tensors), LAYOUT, event, 0);
  }

  private static MaskEvent event(Scope scope, double sparsity, boolean includeBias) {
    return new MaskEvent(
        Position.pruned(0, 0),
        Part.NETWORK,
        scope,
        Criterion.MAGNITUDE,
        Rounding.TOTAL,
        includeBias,
        sparsity,
        sparsity);
  }
}

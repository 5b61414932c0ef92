package org.prunescope.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.checkpoint.CheckpointFormat;
import org.prunescope.contract.checkpoint.Safetensors;
import org.prunescope.contract.checkpoint.Tensor;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.network.ParameterSpec;
import org.prunescope.contract.plan.MaskEvent;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.plan.Variant;
import org.prunescope.contract.position.Position;

/**
 * Follows the masks of every run, checkpoint by checkpoint, and fails where one is not exact, not
 * nested or not kept. Knows counts from their definition alone: zeros = rint(sparsity x weights).
 */
public final class Masks {
  private final Plan plan;
  private final Map<RunId, Map<String, byte[]>> last = new HashMap<>();
  private int events;

  /**
   * @param plan whose masks all round by {@code total}
   */
  public Masks(Plan plan) {
    this.plan = plan;
  }

  /** Masks that were due and exact. */
  public int events() {
    return events;
  }

  /** The next checkpoint of a run. */
  public void follow(RunId run, Safetensors.Content content, Position position) {
    Variant variant = plan.variant(run.variant());
    List<ParameterSpec> layout =
        plan.request()
            .architecture()
            .parameters(
                variant
                    .phases()
                    .get(position.phase())
                    .learning()
                    .head(plan.dataSet().classes().size()));
    Map<String, byte[]> before = last.computeIfAbsent(run, key -> new TreeMap<>());
    for (ParameterSpec parameter : layout) {
      Tensor mask = content.tensors().get(CheckpointFormat.maskOf(parameter.name()));
      if (mask != null) {
        assertZerosUnder(mask.bytes(), content, parameter.name());
        assertNested(before.put(parameter.name(), mask.bytes()), mask.bytes());
      } else {
        assertThat(before).as("a mask is never lost").doesNotContainKey(parameter.name());
      }
    }
    variant.masks().stream()
        .filter(event -> event.at().equals(position))
        .forEach(event -> assertExact(event, layout, content));
  }

  private void assertExact(
      MaskEvent event, List<ParameterSpec> layout, Safetensors.Content content) {
    List<ParameterSpec> scope =
        layout.stream()
            .filter(parameter -> event.part().ranks(parameter, event.includeBias()))
            .toList();
    switch (event.scope()) {
      case GLOBAL ->
          assertThat(scope.stream().mapToLong(parameter -> zeros(parameter, content)).sum())
              .isEqualTo(
                  rounded(event.sparsity() * scope.stream().mapToLong(ParameterSpec::size).sum()));
      case LAYER ->
          assertThat(scope)
              .allSatisfy(
                  parameter ->
                      assertThat(zeros(parameter, content))
                          .isEqualTo(rounded(event.sparsity() * parameter.size())));
    }
    events++;
  }

  private static long zeros(ParameterSpec parameter, Safetensors.Content content) {
    long zeros = 0;
    for (float value : content.tensor(parameter.name()).floats()) {
      zeros += value == 0 ? 1 : 0;
    }
    return zeros;
  }

  private static void assertZerosUnder(byte[] mask, Safetensors.Content content, String name) {
    float[] values = content.tensor(name).floats();
    Tensor momentum = content.tensors().get(CheckpointFormat.momentumOf(name));
    for (int i = 0; i < mask.length; i++) {
      if (mask[i] == 0) {
        assertThat(Float.floatToRawIntBits(values[i])).isZero();
        if (momentum != null) {
          assertThat(momentum.data().getInt(4 * i)).isZero();
        }
      }
    }
  }

  private static void assertNested(byte @Nullable [] before, byte[] after) {
    if (before != null) {
      for (int i = 0; i < before.length; i++) {
        assertThat(after[i]).isLessThanOrEqualTo(before[i]);
      }
    }
  }

  private static long rounded(double value) {
    return (long) Math.rint(value);
  }
}

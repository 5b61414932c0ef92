package org.prunescope.pruner.algorithm;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.checkpoint.CheckpointFormat;
import org.prunescope.contract.checkpoint.Safetensors.Content;
import org.prunescope.contract.checkpoint.Tensor;
import org.prunescope.contract.network.ParameterSpec;
import org.prunescope.contract.plan.Part;

/**
 * Shares of the weights that masks have removed, 0 to 1. The encoder's convolutions and the
 * classifier's weights count, where it has one; a projection does not, and no bias does, whether or
 * not it is pruned.
 *
 * @param total over all weights together; 0 where there are none
 * @param byTensor of each weight tensor, in state_dict order
 */
public record AchievedSparsity(double total, Map<String, Double> byTensor) {
  public AchievedSparsity {
    byTensor = Collections.unmodifiableMap(new LinkedHashMap<>(byTensor));
  }

  /** Counts the zeros of the masks in a checkpoint; a weight tensor without one keeps all. */
  public static AchievedSparsity of(Content checkpoint, List<ParameterSpec> layout) {
    long pruned = 0;
    long size = 0;
    Map<String, Double> byTensor = new LinkedHashMap<>();
    for (ParameterSpec spec : layout) {
      if (Part.NETWORK.ranks(spec, false)) {
        int zeros = zeros(checkpoint.tensors().get(CheckpointFormat.maskOf(spec.name())));
        byTensor.put(spec.name(), (double) zeros / spec.size());
        pruned += zeros;
        size += spec.size();
      }
    }
    return new AchievedSparsity(size == 0 ? 0 : (double) pruned / size, byTensor);
  }

  private static int zeros(@Nullable Tensor mask) {
    if (mask == null) {
      return 0;
    }
    int zeros = 0;
    for (byte keep : mask.bytes()) {
      zeros += 1 - keep;
    }
    return zeros;
  }
}

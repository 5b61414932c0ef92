package org.prunescope.pruner.algorithm;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.prunescope.contract.checkpoint.CheckpointFormat;
import org.prunescope.contract.checkpoint.DataType;
import org.prunescope.contract.checkpoint.InvalidTensorFileException;
import org.prunescope.contract.checkpoint.Safetensors.Content;
import org.prunescope.contract.checkpoint.Tensor;
import org.prunescope.contract.criterion.PrunableTensor;
import org.prunescope.contract.network.ParameterSpec;
import org.prunescope.contract.plan.MaskEvent;

/**
 * Applies a mask event to a checkpoint: pruned weights become exactly +0.0, and so does their
 * momentum; the masks stand in the checkpoint. All other tensors stay as they are.
 *
 * <p>Which tensors are pruned is for the event's {@link org.prunescope.contract.plan.Part} to say:
 * a projection and batch normalisation never are.
 */
public final class CheckpointPruning {
  private CheckpointPruning() {}

  /** What came of pruning a checkpoint. */
  public sealed interface Outcome permits Outcome.Pruned, NonFiniteWeight {
    /** The pruned checkpoint, and how sparse it is. */
    record Pruned(Content checkpoint, AchievedSparsity sparsity) implements Outcome {}
  }

  /**
   * The checkpoint after the event.
   *
   * @param layout the network's tensors in state_dict order, with the head that it has here
   * @param seed of the run
   * @throws IllegalArgumentException where the network has nothing that the event could prune
   * @throws InvalidTensorFileException where the checkpoint is not one of this network
   */
  public static Outcome prune(
      Content checkpoint, List<ParameterSpec> layout, MaskEvent event, long seed) {
    List<PrunableTensor> scope =
        IntStream.range(0, layout.size())
            .filter(index -> event.part().ranks(layout.get(index), event.includeBias()))
            .mapToObj(index -> prunable(checkpoint, layout.get(index), index))
            .toList();
    if (scope.isEmpty()) {
      throw new IllegalArgumentException("nothing of " + event.part() + " is there to be pruned");
    }
    return switch (Masks.next(scope, event, seed)) {
      case NonFiniteWeight bad -> bad;
      case Masking.Made masks -> {
        Content pruned = apply(masks.byTensor(), checkpoint);
        yield new Outcome.Pruned(pruned, AchievedSparsity.of(pruned, layout));
      }
    };
  }

  private static PrunableTensor prunable(Content checkpoint, ParameterSpec spec, int index) {
    float[] values = floats(checkpoint, spec.name(), spec.sizes());
    String maskName = CheckpointFormat.maskOf(spec.name());
    if (!checkpoint.tensors().containsKey(maskName)) {
      return PrunableTensor.unpruned(spec.name(), index, values);
    }
    byte[] mask = typed(checkpoint, maskName, DataType.U8, spec.sizes()).bytes();
    try {
      return new PrunableTensor(spec.name(), index, values, mask);
    } catch (IllegalArgumentException e) {
      throw new InvalidTensorFileException(String.valueOf(e.getMessage()));
    }
  }

  private static Content apply(Map<String, byte[]> masks, Content checkpoint) {
    SortedMap<String, Tensor> tensors = new TreeMap<>(checkpoint.tensors());
    masks.forEach(
        (name, mask) -> {
          if (prunesAnything(mask)) {
            int[] shape = checkpoint.tensor(name).shape();
            tensors.put(CheckpointFormat.maskOf(name), Tensor.ofBytes(mask, shape));
            tensors.put(name, masked(floats(checkpoint, name, shape), mask, shape));
            String momentum = CheckpointFormat.momentumOf(name);
            if (tensors.containsKey(momentum)) {
              tensors.put(momentum, masked(floats(checkpoint, momentum, shape), mask, shape));
            }
          }
        });
    return new Content(checkpoint.metadata(), tensors);
  }

  private static boolean prunesAnything(byte[] mask) {
    for (byte keep : mask) {
      if (keep == 0) {
        return true;
      }
    }
    return false;
  }

  // Assigned, not multiplied: -1 x 0 is -0, and NaN x 0 is NaN.
  private static Tensor masked(float[] values, byte[] mask, int[] shape) {
    for (int i = 0; i < values.length; i++) {
      if (mask[i] == 0) {
        values[i] = 0;
      }
    }
    return Tensor.ofFloats(values, shape);
  }

  private static float[] floats(Content checkpoint, String name, int[] shape) {
    return typed(checkpoint, name, DataType.F32, shape).floats();
  }

  private static Tensor typed(Content checkpoint, String name, DataType type, int[] shape) {
    Tensor tensor = checkpoint.tensor(name);
    if (tensor.type() != type || !Arrays.equals(tensor.shape(), shape)) {
      throw new InvalidTensorFileException(
          "%s is %s, not %s %s".formatted(name, tensor, type, Arrays.toString(shape)));
    }
    return tensor;
  }
}

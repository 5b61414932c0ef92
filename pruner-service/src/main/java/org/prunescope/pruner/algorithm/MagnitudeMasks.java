package org.prunescope.pruner.algorithm;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.prunescope.contract.plan.MaskEvent;

/**
 * Removes the weights of least magnitude.
 *
 * <p>Masks are nested: what was pruned stays pruned and counts towards the zeros. Of n elements in
 * a scope of which r remain, an event with target sparsity s and share g of the remaining removes
 *
 * <ul>
 *   <li>{@code rint(s n) - (n - r)}, at least 0, where rounding is {@code total};
 *   <li>{@code rint(g r)} where rounding is {@code remaining-share}, as torch.nn.utils.prune does.
 * </ul>
 *
 * <p>The scope {@code layer} treats each tensor by itself, {@code global} all of them as one. Equal
 * magnitudes, and -0 equals +0, fall by lowest flat index in the order in which the tensors are
 * given, which is PyTorch's state_dict order.
 */
public final class MagnitudeMasks {
  private MagnitudeMasks() {}

  /**
   * The masks after an event; linear in the number of elements.
   *
   * @param tensors the scope in state_dict order; may be empty
   * @return NonFiniteWeight where any value, pruned earlier or not, is NaN or infinite
   */
  public static Masking next(List<PrunableTensor> tensors, MaskEvent event) {
    for (PrunableTensor tensor : tensors) {
      int index = firstNonFinite(tensor.values());
      if (index >= 0) {
        return new NonFiniteWeight(tensor.name(), index, tensor.values()[index]);
      }
    }
    Map<String, byte[]> masks = new LinkedHashMap<>();
    switch (event.scope()) {
      case LAYER -> tensors.forEach(tensor -> prune(List.of(tensor), event, masks));
      case GLOBAL -> prune(tensors, event, masks);
    }
    return new Masking.Masks(masks);
  }

  private static void prune(
      List<PrunableTensor> scope, MaskEvent event, Map<String, byte[]> masks) {
    long size = scope.stream().mapToLong(PrunableTensor::size).sum();
    long remaining = scope.stream().mapToLong(PrunableTensor::remaining).sum();
    Cut cut = Cut.below(scope, removals(event, size, remaining));
    long ties = cut.ties();
    for (PrunableTensor tensor : scope) {
      float[] values = tensor.values();
      byte[] mask = tensor.mask().clone();
      for (int i = 0; i < mask.length; i++) {
        if (mask[i] != 0) {
          int magnitude = Cut.magnitude(values[i]);
          if (magnitude < cut.magnitude() || (magnitude == cut.magnitude() && ties-- > 0)) {
            mask[i] = 0;
          }
        }
      }
      masks.put(tensor.name(), mask);
    }
  }

  private static long removals(MaskEvent event, long size, long remaining) {
    double wanted =
        switch (event.rounding()) {
          case TOTAL -> Math.rint(share(event.sparsity()) * size) - (size - remaining);
          case REMAINING_SHARE -> Math.rint(share(event.shareOfRemaining()) * remaining);
        };
    return Math.max(0, (long) wanted);
  }

  private static double share(double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException("a share is from 0 to 1, not " + value);
    }
    return value;
  }

  private static int firstNonFinite(float[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        return i;
      }
    }
    return -1;
  }
}

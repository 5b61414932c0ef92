package org.prunescope.pruner.algorithm;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.prunescope.contract.criterion.PrunableTensor;
import org.prunescope.contract.criterion.Ranking;
import org.prunescope.contract.plan.MaskEvent;
import org.prunescope.contract.position.Position;

/**
 * Which weights fall: a criterion ranks them, a scope says which are ranked together, a rounding
 * says how many fall.
 *
 * <p>Masks are nested: what was pruned stays pruned and counts towards the zeros. Of n elements in
 * a scope of which r remain, an event with target sparsity s and share g of the remaining removes
 *
 * <ul>
 *   <li>{@code rint(s n) - (n - r)}, at least 0, where rounding is {@code total};
 *   <li>{@code rint(g r)} where rounding is {@code remaining-share}, as torch.nn.utils.prune does.
 * </ul>
 *
 * <p>The scope {@code layer} treats each tensor by itself, {@code global} all of them as one. Those
 * of least score fall, by the criterion's {@link Ranking}; where it counts by another one, it
 * removes from each tensor as many as that one would under the same scope and rounding.
 *
 * <p>Equal scores fall by lowest flat index in the order in which the tensors are given, which is
 * PyTorch's state_dict order.
 */
public final class Masks {
  private Masks() {}

  /**
   * The masks after an event; linear in the number of elements.
   *
   * @param tensors the scope in state_dict order; may be empty
   * @param seed of the run
   * @return NonFiniteWeight where any value, pruned earlier or not, is NaN or infinite, whatever
   *     the criterion
   */
  public static Masking next(List<PrunableTensor> tensors, MaskEvent event, long seed) {
    return next(tensors, event, event.criterion().ranking(), seed);
  }

  /** As {@link #next(List, MaskEvent, long)}, by this ranking whatever the event's criterion is. */
  static Masking next(List<PrunableTensor> tensors, MaskEvent event, Ranking ranking, long seed) {
    for (PrunableTensor tensor : tensors) {
      int index = firstNonFinite(tensor.values());
      if (index >= 0) {
        return new NonFiniteWeight(tensor.name(), index, tensor.values()[index]);
      }
    }
    Position at = event.at();
    Map<String, byte[]> masks =
        least(Scores.of(tensors, ranking.counting().orElse(ranking), seed, at), event);
    return new Masking.Made(
        ranking.counting().isEmpty()
            ? masks
            : asMany(masks, Scores.of(tensors, ranking, seed, at)));
  }

  /** Removes what ranks least in the event's scope. */
  private static Map<String, byte[]> least(List<Scores> tensors, MaskEvent event) {
    Map<String, byte[]> masks = new LinkedHashMap<>();
    switch (event.scope()) {
      case LAYER -> tensors.forEach(tensor -> prune(List.of(tensor), event, masks));
      case GLOBAL -> prune(tensors, event, masks);
    }
    return masks;
  }

  /** Removes from each tensor as many as these masks do, but what ranks least in it. */
  private static Map<String, byte[]> asMany(Map<String, byte[]> counts, List<Scores> tensors) {
    Map<String, byte[]> masks = new LinkedHashMap<>();
    for (Scores tensor : tensors) {
      byte[] counted = Objects.requireNonNull(counts.get(tensor.name()));
      prune(List.of(tensor), tensor.remaining() - PrunableTensor.kept(counted), masks);
    }
    return masks;
  }

  private static void prune(List<Scores> scope, MaskEvent event, Map<String, byte[]> masks) {
    long size = scope.stream().mapToLong(Scores::size).sum();
    long remaining = scope.stream().mapToLong(Scores::remaining).sum();
    prune(scope, removals(event, size, remaining), masks);
  }

  private static void prune(List<Scores> scope, long removals, Map<String, byte[]> masks) {
    Cut cut = Cut.below(scope, removals);
    long ties = cut.ties();
    for (Scores tensor : scope) {
      int[] scores = tensor.scores();
      byte[] mask = tensor.mask().clone();
      for (int i = 0; i < mask.length; i++) {
        if (mask[i] != 0) {
          if (scores[i] < cut.score() || (scores[i] == cut.score() && ties-- > 0)) {
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

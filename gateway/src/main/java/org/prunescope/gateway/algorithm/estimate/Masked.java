package org.prunescope.gateway.algorithm.estimate;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.prunescope.contract.network.ParameterSpec;
import org.prunescope.contract.plan.MaskEvent;

/**
 * Which tensors have lost anything to a variant's masks so far. Counts follow from targets alone,
 * so no weights are needed; where one threshold cuts several tensors, each is taken to lose some.
 */
final class Masked {
  private final Map<String, Long> zeros = new HashMap<>();
  private Set<String> names = Set.of();

  /** Names of the tensors. */
  Set<String> names() {
    return names;
  }

  /** Applies an event to a network of these tensors. */
  void apply(MaskEvent event, List<ParameterSpec> layout) {
    List<ParameterSpec> ranked =
        layout.stream().filter(spec -> event.part().ranks(spec, event.includeBias())).toList();
    switch (event.scope()) {
      case LAYER -> ranked.forEach(spec -> prune(spec.name(), List.of(spec), event));
      case GLOBAL -> prune(event.part().name(), ranked, event);
    }
  }

  private void prune(String scope, List<ParameterSpec> tensors, MaskEvent event) {
    long size = tensors.stream().mapToLong(ParameterSpec::size).sum();
    long before = zeros.getOrDefault(scope, 0L);
    double removed =
        switch (event.rounding()) {
          case TOTAL -> Math.rint(event.sparsity() * size) - before;
          case REMAINING_SHARE -> Math.rint(event.shareOfRemaining() * (size - before));
        };
    long after = before + Math.max(0, (long) removed);
    zeros.put(scope, after);
    if (before == 0 && after > 0) {
      Set<String> more = new HashSet<>(names);
      tensors.forEach(tensor -> more.add(tensor.name()));
      names = Set.copyOf(more);
    }
  }
}

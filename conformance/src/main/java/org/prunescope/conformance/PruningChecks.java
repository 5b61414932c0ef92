package org.prunescope.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.prunescope.contract.checkpoint.Safetensors;
import org.prunescope.contract.checkpoint.Tensor;
import org.prunescope.contract.criterion.Criterion;
import org.prunescope.contract.criterion.PrunableTensor;
import org.prunescope.contract.experiment.Rounding;
import org.prunescope.contract.experiment.Scope;
import org.prunescope.contract.network.ParameterSpec;
import org.prunescope.contract.plan.MaskEvent;
import org.prunescope.contract.plan.Part;
import org.prunescope.contract.position.Position;
import org.prunescope.contract.pruning.CubicSchedule;
import org.prunescope.contract.pruning.CubicSchedule.Close;
import org.prunescope.contract.pruning.CubicSchedule.Events;
import org.prunescope.pruner.algorithm.Masking;
import org.prunescope.pruner.algorithm.Masks;
import org.prunescope.pruner.algorithm.NonFiniteWeight;

/** When the gateway plans masks, and which weights the pruner's masks keep. */
final class PruningChecks {
  private static final Position ANYWHERE = Position.pruned(0, 0);

  private PruningChecks() {}

  static Outcome schedule(GoldenCase golden) {
    List<CubicSchedule.Event> published = cubic(golden, Events.FROM_BEGIN).schedule();
    List<CubicSchedule.Event> multiples = cubic(golden, Events.MULTIPLES).schedule();
    double[] sparsities = golden.tensor("sparsity").doubles();
    Comparison comparison = golden.comparison();
    comparison.compare("step", golden.tensor("step").longs(), steps(published));
    comparison.compare("sparsity", sparsities, sparsities(published));
    comparison.compare(
        "fraction_of_remaining",
        golden.tensor("fraction_of_remaining").doubles(),
        published.stream().mapToDouble(CubicSchedule.Event::shareOfRemaining).toArray());
    comparison.compare(
        "multiples_fire_at", golden.tensor("multiples_fire_at").longs(), steps(multiples));
    comparison.compare(
        "sparsity under multiples",
        Arrays.copyOf(sparsities, multiples.size()),
        sparsities(multiples));
    return comparison.outcome();
  }

  static Outcome mask(GoldenCase golden) {
    Map<String, Tensor> weights =
        golden.parameters().has("weights")
            ? golden.other().apply(golden.text("weights")).tensors()
            : golden.tensorsBelow("weight/");
    Map<String, Tensor> expected = golden.tensorsBelow("mask/");
    List<PrunableTensor> scope =
        order(golden, weights).stream()
            .filter(expected::containsKey)
            .map(name -> PrunableTensor.unpruned(name, 0, weight(weights, name).floats()))
            .toList();
    Comparison comparison = golden.comparison();
    compareMasks(comparison, expected, masks(scope, event(golden, golden.number("sparsity"), 0)));
    return comparison.outcome();
  }

  static Outcome gradualMasks(GoldenCase golden) {
    Comparison comparison = golden.comparison();
    Map<String, byte[]> masks = new LinkedHashMap<>();
    int number = 0;
    for (CubicSchedule.Event event : cubic(golden, Events.FROM_BEGIN).schedule()) {
      String prefix = "%02d/".formatted(number++);
      Map<String, Tensor> weights = golden.tensorsBelow("weight/" + prefix);
      List<PrunableTensor> scope = new ArrayList<>();
      weights.forEach(
          (name, weight) -> {
            PrunableTensor fresh = PrunableTensor.unpruned(name, 0, weight.floats());
            byte[] mask = masks.getOrDefault(name, fresh.mask());
            scope.add(new PrunableTensor(name, fresh.index(), fresh.values(), mask));
          });
      masks.putAll(masks(scope, event(golden, event.sparsity(), event.shareOfRemaining())));
      compareMasks(comparison, golden.tensorsBelow("mask/" + prefix), masks);
    }
    comparison.check(
        "every event is compared", !golden.has("mask/%02d/conv1.weight".formatted(number)));
    return comparison.outcome();
  }

  private static CubicSchedule cubic(GoldenCase golden, Events events) {
    return new CubicSchedule(
        golden.number("initial_sparsity"),
        golden.number("final_sparsity"),
        golden.integer("begin_step"),
        golden.integer("end_step"),
        golden.integer("frequency"),
        Close.AS_PUBLISHED,
        events);
  }

  private static long[] steps(List<CubicSchedule.Event> events) {
    return events.stream().mapToLong(CubicSchedule.Event::step).toArray();
  }

  private static double[] sparsities(List<CubicSchedule.Event> events) {
    return events.stream().mapToDouble(CubicSchedule.Event::sparsity).toArray();
  }

  /** The order in which ties fall: the case's own, or state_dict order. */
  private static List<String> order(GoldenCase golden, Map<String, Tensor> weights) {
    JsonNode order = golden.parameters().get("order");
    if (order != null) {
      return order.valueStream().map(JsonNode::asText).toList();
    }
    if (weights.size() == 1) {
      return List.copyOf(weights.keySet());
    }
    return NetworkTensors.of(weights).layout().stream()
        .map(ParameterSpec::name)
        .map(NetworkTensors::published)
        .toList();
  }

  private static Tensor weight(Map<String, Tensor> weights, String name) {
    return new Safetensors.Content(Map.of(), weights).tensor(name);
  }

  private static MaskEvent event(GoldenCase golden, double sparsity, double shareOfRemaining) {
    Scope scope = golden.text("scope").equals("global") ? Scope.GLOBAL : Scope.LAYER;
    boolean remaining = golden.parameters().path("rounding").asText().equals("remaining-share");
    return new MaskEvent(
        ANYWHERE,
        Part.NETWORK,
        scope,
        Criterion.MAGNITUDE,
        remaining ? Rounding.REMAINING_SHARE : Rounding.TOTAL,
        golden.flag("include_bias"),
        sparsity,
        shareOfRemaining);
  }

  private static Map<String, byte[]> masks(List<PrunableTensor> scope, MaskEvent event) {
    return switch (Masks.next(scope, event, 0)) {
      case Masking.Made masks -> masks.byTensor();
      case NonFiniteWeight weight ->
          throw new IllegalArgumentException(weight.tensor() + " is not finite");
    };
  }

  private static void compareMasks(
      Comparison comparison, Map<String, Tensor> expected, Map<String, byte[]> actual) {
    expected.forEach(
        (name, mask) ->
            comparison.compare(
                "mask/" + name, mask.bytes(), actual.getOrDefault(name, new byte[0])));
  }
}

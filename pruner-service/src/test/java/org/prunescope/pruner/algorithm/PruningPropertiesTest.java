package org.prunescope.pruner.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.prunescope.contract.checkpoint.CheckpointFormat;
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

/** What holds of every checkpoint that was pruned, by whatever criterion, scope and rounding. */
class PruningPropertiesTest {
  private static final int NETWORKS = 12;

  record Kind(Criterion criterion, Scope scope, Rounding rounding, Part part, boolean includeBias) {
    MaskEvent event(int step, double sparsity, double shareOfRemaining) {
      return new MaskEvent(
          Position.pruned(0, step),
          part,
          scope,
          criterion,
          rounding,
          includeBias,
          sparsity,
          shareOfRemaining);
    }
  }

  static Stream<Kind> kinds() {
    List<Kind> kinds = new ArrayList<>();
    for (Criterion criterion : Criterion.values()) {
      for (Scope scope : Scope.values()) {
        for (Rounding rounding : Rounding.values()) {
          for (Part part : Part.values()) {
            for (boolean includeBias : new boolean[] {false, true}) {
              kinds.add(new Kind(criterion, scope, rounding, part, includeBias));
            }
          }
        }
      }
    }
    return kinds.stream();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void holdOnRandomNetworksAlongASchedule(Kind kind) {
    for (int seed = 0; seed < NETWORKS; seed++) {
      Random random = new Random(seed);
      boolean isProjected = kind.part() == Part.ENCODER && seed % 2 == 0;
      List<ParameterSpec> layout = layout(random, isProjected);
      Content checkpoint =
          new Content(CheckpointFormat.METADATA, trained(layout, Map.of(), random));
      double sparsity = 0;
      double keptByTargets = 1;
      for (int step = 1; step <= 4; step++) {
        sparsity += (1 - sparsity) * random.nextDouble() * 0.6;
        double share = 1 - (1 - sparsity) / keptByTargets;
        keptByTargets *= 1 - share;
        MaskEvent event = kind.event(step, sparsity, share);

        var outcome = prune(checkpoint, layout, event, seed);

        Content pruned = outcome.checkpoint();
        assertOnlyTheScopeHasChanged(checkpoint, pruned, layout, event);
        assertZeros(pruned, layout);
        assertCounts(checkpoint, pruned, layout, event);
        assertThat(outcome.sparsity().total()).isEqualTo(recounted(pruned, layout));
        switch (kind.criterion()) {
          case MAGNITUDE -> assertLeastMagnitudes(checkpoint, pruned, layout, event);
          case RANDOM ->
              assertThat(masks(pruned, layout))
                  .isEqualTo(
                      masks(
                          prune(withOtherWeights(checkpoint, layout, random), layout, event, seed)
                              .checkpoint(),
                          layout));
          case SHUFFLED_WITHIN_LAYER ->
              assertThat(zeros(pruned, layout))
                  .isEqualTo(
                      zeros(
                          prune(checkpoint, layout, byMagnitude(event), seed).checkpoint(),
                          layout));
        }
        checkpoint =
            new Content(CheckpointFormat.METADATA, trained(layout, pruned.tensors(), random));
      }
    }
  }

  /** The published zero counts of Corti et al.'s schedules, from the formulas alone. */
  @Test
  void remainingShareOfAWholeScheduleGivesThePublishedNumbersOfZeros() {
    List<ParameterSpec> network = new WideResNet(16, 2).parameters(new Head.Classifier(10));
    double[] sparsities = {0.3, 0.5, 0.7, 0.9};
    long[] supervised = {206_954, 344_923, 482_882, 620_858};
    long[] probe = {386, 639, 897, 1_153};
    for (int i = 0; i < sparsities.length; i++) {
      assertThat(zerosAfter(network, Part.NETWORK, sparsities[i], 1000, 20_000, 500))
          .isEqualTo(supervised[i]);
      assertThat(zerosAfter(network, Part.CLASSIFIER, sparsities[i], 500, 10_000, 250))
          .isEqualTo(probe[i]);
    }
  }

  private static long zerosAfter(
      List<ParameterSpec> layout, Part part, double sparsity, int begin, int end, int frequency) {
    Kind kind = new Kind(Criterion.MAGNITUDE, Scope.LAYER, Rounding.REMAINING_SHARE, part, true);
    Content checkpoint =
        new Content(CheckpointFormat.METADATA, trained(layout, Map.of(), new Random(1)));
    double keptByTargets = 1;
    for (int step = begin; step <= end; step += frequency) {
      double left = Math.pow(1 - (step - begin) / (double) (end - begin), 3);
      double share = 1 - (1 - (sparsity - sparsity * left)) / keptByTargets;
      keptByTargets *= 1 - share;
      checkpoint = prune(checkpoint, layout, kind.event(step - 1, 0.5, share), 0).checkpoint();
    }
    Map<String, Integer> zeros = zeros(checkpoint, layout);
    return layout.stream()
        .filter(spec -> spec.kind().isWeight())
        .mapToLong(spec -> zeros.getOrDefault(spec.name(), 0))
        .sum();
  }

  private static void assertOnlyTheScopeHasChanged(
      Content before, Content after, List<ParameterSpec> layout, MaskEvent event) {
    Set<String> mayChange = new HashSet<>();
    for (ParameterSpec spec : layout) {
      if (inScope(spec, event)) {
        mayChange.addAll(
            List.of(
                spec.name(),
                CheckpointFormat.maskOf(spec.name()),
                CheckpointFormat.momentumOf(spec.name())));
      }
    }
    Set<String> names = new HashSet<>(before.tensors().keySet());
    names.addAll(after.tensors().keySet());
    for (String name : names) {
      Tensor then = before.tensors().get(name);
      Tensor now = after.tensors().get(name);
      if (!mayChange.contains(name)) {
        assertThat(now).as(name).isEqualTo(then);
      }
    }
    for (ParameterSpec spec : layout) {
      byte[] then = mask(before, spec);
      byte[] now = mask(after, spec);
      for (String name : List.of(spec.name(), CheckpointFormat.momentumOf(spec.name()))) {
        float[] valuesThen = before.tensor(name).floats();
        float[] valuesNow = after.tensor(name).floats();
        for (int i = 0; i < now.length; i++) {
          if (now[i] > then[i] || (now[i] == 1 && valuesNow[i] != valuesThen[i])) {
            throw new AssertionError("%s[%d] has come back or changed".formatted(name, i));
          }
        }
      }
    }
  }

  private static void assertZeros(Content pruned, List<ParameterSpec> layout) {
    for (ParameterSpec spec : layout) {
      byte[] mask = mask(pruned, spec);
      for (String name : List.of(spec.name(), CheckpointFormat.momentumOf(spec.name()))) {
        float[] values = pruned.tensor(name).floats();
        for (int i = 0; i < mask.length; i++) {
          if (mask[i] == 0 && Float.floatToRawIntBits(values[i]) != 0) {
            throw new AssertionError("%s[%d] is %s, not +0.0".formatted(name, i, values[i]));
          }
        }
      }
    }
  }

  private static void assertCounts(
      Content before, Content after, List<ParameterSpec> layout, MaskEvent event) {
    List<ParameterSpec> ranked = layout.stream().filter(spec -> inScope(spec, event)).toList();
    List<List<ParameterSpec>> scopes =
        event.scope() == Scope.GLOBAL ? List.of(ranked) : ranked.stream().map(List::of).toList();
    for (List<ParameterSpec> scope : scopes) {
      int size = scope.stream().mapToInt(ParameterSpec::size).sum();
      int zerosBefore = scope.stream().mapToInt(spec -> zerosOf(before, spec)).sum();
      int zeros = scope.stream().mapToInt(spec -> zerosOf(after, spec)).sum();
      int expected =
          switch (event.rounding()) {
            case TOTAL -> Math.max(zerosBefore, (int) Math.rint(event.sparsity() * size));
            case REMAINING_SHARE ->
                zerosBefore + (int) Math.rint(event.shareOfRemaining() * (size - zerosBefore));
          };
      assertThat(zeros).as("zeros among %s", scope).isEqualTo(expected);
    }
  }

  /** Nothing that stays is smaller than something that falls in the same scope now. */
  private static void assertLeastMagnitudes(
      Content before, Content after, List<ParameterSpec> layout, MaskEvent event) {
    float largestFallen = 0;
    float leastKept = Float.POSITIVE_INFINITY;
    for (ParameterSpec spec : layout) {
      if (inScope(spec, event)) {
        if (event.scope() == Scope.LAYER) {
          largestFallen = 0;
          leastKept = Float.POSITIVE_INFINITY;
        }
        float[] values = before.tensor(spec.name()).floats();
        byte[] then = mask(before, spec);
        byte[] now = mask(after, spec);
        for (int i = 0; i < now.length; i++) {
          if (now[i] == 1) {
            leastKept = Math.min(leastKept, Math.abs(values[i]));
          } else if (then[i] == 1) {
            largestFallen = Math.max(largestFallen, Math.abs(values[i]));
          }
        }
        assertThat(largestFallen).isLessThanOrEqualTo(leastKept);
      }
    }
  }

  /** Zeros of the encoder's convolutions and of the classifier's weights, by their names. */
  private static double recounted(Content checkpoint, List<ParameterSpec> layout) {
    int zeros = 0;
    int size = 0;
    for (ParameterSpec spec : layout) {
      if (spec.name().contains("conv") || spec.name().equals("fc.weight")) {
        zeros += zerosOf(checkpoint, spec);
        size += spec.size();
      }
    }
    return (double) zeros / size;
  }

  private static boolean inScope(ParameterSpec spec, MaskEvent event) {
    boolean convolution = spec.name().contains("conv");
    boolean classifier =
        spec.name().equals("fc.weight") || (event.includeBias() && spec.name().equals("fc.bias"));
    return switch (event.part()) {
      case ENCODER -> convolution;
      case CLASSIFIER -> classifier;
      case NETWORK -> convolution || classifier;
    };
  }

  private static List<ParameterSpec> layout(Random random, boolean isProjected) {
    List<ParameterSpec> layout = new ArrayList<>();
    for (int i = 0; i < random.nextInt(1, 4); i++) {
      layout.add(
          spec("encoder.conv" + i, ParameterKind.CONVOLUTION_WEIGHT, random.nextInt(1, 40), 3, 3));
      layout.add(spec("encoder.bn" + i + ".weight", ParameterKind.NORM_SCALE, 4));
      layout.add(spec("encoder.bn" + i + ".running_mean", ParameterKind.RUNNING_MEAN, 4));
    }
    Head head = isProjected ? new Head.Projection(5) : new Head.Classifier(7);
    layout.addAll(head.parameters(random.nextInt(1, 30)));
    return layout;
  }

  private static ParameterSpec spec(String name, ParameterKind kind, Integer... shape) {
    return new ParameterSpec(name, Arrays.asList(shape), kind);
  }

  /** Weights and momentum as training under these masks could leave them, many of them equal. */
  private static SortedMap<String, Tensor> trained(
      List<ParameterSpec> layout, Map<String, Tensor> before, Random random) {
    SortedMap<String, Tensor> tensors = new TreeMap<>(before);
    for (ParameterSpec spec : layout) {
      Tensor mask = before.get(CheckpointFormat.maskOf(spec.name()));
      float[] weights = new float[spec.size()];
      float[] momentum = new float[spec.size()];
      for (int i = 0; i < weights.length; i++) {
        if (mask == null || mask.bytes()[i] == 1) {
          weights[i] = Math.round(random.nextGaussian() * 20) / 16f;
          momentum[i] = (float) random.nextGaussian();
        }
      }
      tensors.put(spec.name(), Tensor.ofFloats(weights, spec.sizes()));
      tensors.put(
          CheckpointFormat.momentumOf(spec.name()), Tensor.ofFloats(momentum, spec.sizes()));
    }
    return tensors;
  }

  private static Content withOtherWeights(
      Content checkpoint, List<ParameterSpec> layout, Random random) {
    return new Content(checkpoint.metadata(), trained(layout, checkpoint.tensors(), random));
  }

  private static MaskEvent byMagnitude(MaskEvent event) {
    return new MaskEvent(
        event.at(),
        event.part(),
        event.scope(),
        Criterion.MAGNITUDE,
        event.rounding(),
        event.includeBias(),
        event.sparsity(),
        event.shareOfRemaining());
  }

  private static CheckpointPruning.Outcome.Pruned prune(
      Content checkpoint, List<ParameterSpec> layout, MaskEvent event, long seed) {
    return (CheckpointPruning.Outcome.Pruned)
        CheckpointPruning.prune(checkpoint, layout, event, seed);
  }

  private static byte[] mask(Content checkpoint, ParameterSpec spec) {
    Tensor mask = checkpoint.tensors().get(CheckpointFormat.maskOf(spec.name()));
    if (mask != null) {
      return mask.bytes();
    }
    byte[] all = new byte[spec.size()];
    Arrays.fill(all, (byte) 1);
    return all;
  }

  private static SortedMap<String, String> masks(Content checkpoint, List<ParameterSpec> layout) {
    SortedMap<String, String> masks = new TreeMap<>();
    layout.forEach(spec -> masks.put(spec.name(), Arrays.toString(mask(checkpoint, spec))));
    return masks;
  }

  private static SortedMap<String, Integer> zeros(Content checkpoint, List<ParameterSpec> layout) {
    SortedMap<String, Integer> zeros = new TreeMap<>();
    layout.forEach(spec -> zeros.put(spec.name(), zerosOf(checkpoint, spec)));
    return zeros;
  }

  private static int zerosOf(Content checkpoint, ParameterSpec spec) {
    int zeros = 0;
    for (byte keep : mask(checkpoint, spec)) {
      zeros += 1 - keep;
    }
    return zeros;
  }
}

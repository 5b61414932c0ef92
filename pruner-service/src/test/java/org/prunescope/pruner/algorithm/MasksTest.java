package org.prunescope.pruner.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.prunescope.contract.criterion.Criterion;
import org.prunescope.contract.criterion.PrunableTensor;
import org.prunescope.contract.experiment.Rounding;
import org.prunescope.contract.experiment.Scope;
import org.prunescope.contract.plan.MaskEvent;
import org.prunescope.contract.plan.Part;
import org.prunescope.contract.position.Position;

class MasksTest {
  @Test
  void layerScopeTakesTheSameShareOfEachTensor() {
    List<PrunableTensor> tensors =
        List.of(tensor("large", 10, -40, 30, 20), tensor("small", -0.4f, 0.1f, 0.3f, -0.2f));

    assertThat(masks(tensors, total(Scope.LAYER, 0.5)))
        .containsEntry("large", bits("0110"))
        .containsEntry("small", bits("1010"));
  }

  @Test
  void globalScopeRanksAllTensorsAsOne() {
    List<PrunableTensor> tensors =
        List.of(tensor("large", 10, -40, 0.25f, 20), tensor("small", -0.4f, 0.1f, 0.3f, -0.2f));

    assertThat(masks(tensors, total(Scope.GLOBAL, 0.5)))
        .containsEntry("large", bits("1101"))
        .containsEntry("small", bits("1000"));
  }

  @Test
  void equalMagnitudesFallByLowestIndexInTheGivenOrder() {
    List<PrunableTensor> tensors = List.of(tensor("z", 1, -1, 1), tensor("a", -1, 1, 1));

    assertThat(masks(tensors, total(Scope.GLOBAL, 2.0 / 3)))
        .containsEntry("z", bits("000"))
        .containsEntry("a", bits("011"));
  }

  @Test
  void negativeZeroEqualsPositiveZero() {
    List<PrunableTensor> tensors = List.of(tensor("w", 1, 0f, -0f, 0f, -0f, 2));

    assertThat(masks(tensors, total(Scope.LAYER, 0.5))).containsEntry("w", bits("100011"));
  }

  @Test
  void ranksTheSmallestSubnormalAboveZeroAndBelowEveryOther() {
    List<PrunableTensor> tensors =
        List.of(tensor("w", Float.MIN_NORMAL, -Float.MIN_VALUE, 0, Float.MAX_VALUE));

    assertThat(masks(tensors, total(Scope.LAYER, 0.25))).containsEntry("w", bits("1101"));
    assertThat(masks(tensors, total(Scope.LAYER, 0.5))).containsEntry("w", bits("1001"));
    assertThat(masks(tensors, total(Scope.LAYER, 0.75))).containsEntry("w", bits("0001"));
  }

  @Test
  void halvesAreRoundedToEven() {
    assertThat(zerosOf(5, 0.5)).isEqualTo(2);
    assertThat(zerosOf(7, 0.5)).isEqualTo(4);
    assertThat(zerosOf(15, 0.7)).isEqualTo(10);
    assertThat(zerosOf(25, 0.9)).isEqualTo(22);
  }

  @Test
  void theProductIsRoundedAsTheDoubleThatItIs() {
    assertThat(0.7 * 45).isLessThan(31.5);
    assertThat(zerosOf(45, 0.7)).isEqualTo(31);
  }

  @Test
  void totalCountsWhatWasPrunedEarlierEvenIfItHasGrownSince() {
    PrunableTensor tensor =
        new PrunableTensor("w", 0, new float[] {9, 1, 2, 3, 4, 5, 6, 7}, bits("01111111"));

    assertThat(masks(List.of(tensor), total(Scope.LAYER, 0.5)))
        .containsEntry("w", bits("00001111"));
  }

  @Test
  void aTargetBelowWhatIsPrunedAlreadyChangesNothing() {
    PrunableTensor tensor = new PrunableTensor("w", 0, new float[] {1, 2, 3, 4}, bits("0001"));

    assertThat(masks(List.of(tensor), total(Scope.LAYER, 0.25))).containsEntry("w", bits("0001"));
  }

  @Test
  void aGlobalScopeThatOneTensorAlreadyFillsLeavesTheOthersAlone() {
    List<PrunableTensor> tensors =
        List.of(
            new PrunableTensor("pruned", 0, new float[4], bits("0000")),
            tensor("dense", 1, 2, 3, 4));

    assertThat(masks(tensors, total(Scope.GLOBAL, 0.5))).containsEntry("dense", bits("1111"));
    assertThat(masks(tensors, total(Scope.GLOBAL, 0.625))).containsEntry("dense", bits("0111"));
  }

  @Test
  void remainingShareTakesItsShareOfEachTensorsSurvivors() {
    List<PrunableTensor> tensors =
        List.of(
            new PrunableTensor("half", 0, new float[] {0, 0, 0, 0, 4, 3, 2, 1}, bits("00001111")),
            tensor("dense", 1, 2, 3, 4, 5, 6, 7, 8));

    // rint(0.4 x 4) = 2 and rint(0.4 x 8) = 3; the target of the total would ask for other counts.
    assertThat(masks(tensors, remainingShare(Scope.LAYER, 0.4)))
        .containsEntry("half", bits("00001100"))
        .containsEntry("dense", bits("00011111"));
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void namesTheFirstTensorThatHoldsAValueThatIsNoNumber(float value) {
    List<PrunableTensor> tensors =
        List.of(tensor("fine", 1, 2), tensor("bad", 3, value, value), tensor("worse", value));

    assertThat(Masks.next(tensors, total(Scope.LAYER, 0.5), 0))
        .isEqualTo(new NonFiniteWeight("bad", 1, value));
  }

  @Test
  void refusesAShareThatIsNone() {
    for (double share : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> Masks.next(List.of(tensor("w", 1)), total(Scope.LAYER, share), 0))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(Scope.class)
  void anEmptyScopeGivesNoMask(Scope scope) {
    assertThat(masks(List.of(), total(scope, 0.9))).isEmpty();
  }

  @Test
  void everythingOrNothingCanBePruned() {
    List<PrunableTensor> tensors = List.of(tensor("w", 3, -0f, 1));

    assertThat(masks(tensors, total(Scope.GLOBAL, 0))).containsEntry("w", bits("111"));
    assertThat(masks(tensors, total(Scope.GLOBAL, 1))).containsEntry("w", bits("000"));
  }

  static IntStream seeds() {
    return IntStream.range(0, 60);
  }

  /** The same by sorting, along a whole gradual schedule: counts, ranks, ties and nesting. */
  @ParameterizedTest
  @MethodSource("seeds")
  void equalsAStableSortAlongAScheduleOnRandomNetworks(int seed) {
    Random random = new Random(seed);
    Scope scope = seed % 2 == 0 ? Scope.GLOBAL : Scope.LAYER;
    Rounding rounding = seed % 4 < 2 ? Rounding.TOTAL : Rounding.REMAINING_SHARE;
    List<PrunableTensor> tensors = randomTensors(random);
    double keptByTargets = 1;
    for (double sparsity = 0.1 * random.nextDouble();
        sparsity < 0.99;
        sparsity += 0.3 * random.nextDouble()) {
      double share = 1 - (1 - sparsity) / keptByTargets;
      keptByTargets *= 1 - share;
      MaskEvent event = event(scope, rounding, sparsity, share);

      Map<String, byte[]> masks = masks(tensors, event);

      assertThat(digits(masks)).isEqualTo(digits(masksBySorting(tensors, event)));
      for (PrunableTensor tensor : tensors) {
        byte[] after = masks.getOrDefault(tensor.name(), new byte[0]);
        for (int i = 0; i < after.length; i++) {
          assertThat(after[i]).isLessThanOrEqualTo(tensor.mask()[i]);
        }
      }
      tensors = afterMoreTraining(tensors, masks, random);
    }
  }

  private static List<PrunableTensor> randomTensors(Random random) {
    List<PrunableTensor> tensors = new ArrayList<>();
    for (int t = random.nextInt(1, 6); t > 0; t--) {
      float[] values = new float[random.nextInt(0, 400)];
      boolean coarse = random.nextBoolean();
      for (int i = 0; i < values.length; i++) {
        // Coarse values collide often; fine ones spread over many exponents.
        values[i] =
            coarse
                ? random.nextInt(-3, 4) * 0.5f
                : (float) (random.nextGaussian() * Math.pow(2, random.nextInt(-130, 100)));
      }
      tensors.add(PrunableTensor.unpruned("tensor" + t, t, values));
    }
    return tensors;
  }

  private static List<PrunableTensor> afterMoreTraining(
      List<PrunableTensor> tensors, Map<String, byte[]> masks, Random random) {
    List<PrunableTensor> moved = new ArrayList<>();
    for (PrunableTensor tensor : tensors) {
      float[] values = tensor.values().clone();
      byte[] mask = masks.getOrDefault(tensor.name(), new byte[0]);
      for (int i = 0; i < values.length; i++) {
        values[i] = mask[i] == 0 ? 0 : values[i] + random.nextInt(-1, 2);
      }
      moved.add(new PrunableTensor(tensor.name(), tensor.index(), values, mask));
    }
    return moved;
  }

  private record Weight(int tensor, int index, float magnitude) {}

  private static Map<String, byte[]> masksBySorting(List<PrunableTensor> tensors, MaskEvent event) {
    Map<String, byte[]> masks = new LinkedHashMap<>();
    tensors.forEach(tensor -> masks.put(tensor.name(), tensor.mask().clone()));
    List<List<PrunableTensor>> scopes =
        event.scope() == Scope.GLOBAL ? List.of(tensors) : tensors.stream().map(List::of).toList();
    for (List<PrunableTensor> scope : scopes) {
      List<Weight> survivors = new ArrayList<>();
      int size = 0;
      for (int t = 0; t < scope.size(); t++) {
        PrunableTensor tensor = scope.get(t);
        size += tensor.values().length;
        for (int i = 0; i < tensor.values().length; i++) {
          if (tensor.mask()[i] == 1) {
            survivors.add(new Weight(t, i, Math.abs(tensor.values()[i])));
          }
        }
      }
      int zeros = size - survivors.size();
      double removed =
          event.rounding() == Rounding.TOTAL
              ? Math.max(0, Math.rint(event.sparsity() * size) - zeros)
              : Math.rint(event.shareOfRemaining() * survivors.size());
      survivors.sort(Comparator.comparingDouble(Weight::magnitude));
      for (Weight weight : survivors.subList(0, (int) removed)) {
        masks.getOrDefault(scope.get(weight.tensor).name(), new byte[0])[weight.index] = 0;
      }
    }
    return masks;
  }

  private static int zerosOf(int size, double sparsity) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = 1 + i;
    }
    byte[] mask =
        masks(List.of(tensor("w", values)), total(Scope.LAYER, sparsity))
            .getOrDefault("w", new byte[0]);
    int zeros = 0;
    for (byte keep : mask) {
      zeros += 1 - keep;
    }
    return zeros;
  }

  private static Map<String, byte[]> masks(List<PrunableTensor> tensors, MaskEvent event) {
    Masking masking = Masks.next(tensors, event, 0);
    assertThat(masking).isInstanceOf(Masking.Made.class);
    return ((Masking.Made) masking).byTensor();
  }

  private static MaskEvent total(Scope scope, double sparsity) {
    return event(scope, Rounding.TOTAL, sparsity, sparsity);
  }

  private static MaskEvent remainingShare(Scope scope, double share) {
    return event(scope, Rounding.REMAINING_SHARE, 0.99, share);
  }

  private static MaskEvent event(
      Scope scope, Rounding rounding, double sparsity, double shareOfRemaining) {
    return new MaskEvent(
        Position.pruned(0, 0),
        Part.NETWORK,
        scope,
        Criterion.MAGNITUDE,
        rounding,
        false,
        sparsity,
        shareOfRemaining);
  }

  private static PrunableTensor tensor(String name, float... values) {
    return PrunableTensor.unpruned(name, 0, values);
  }

  private static Map<String, String> digits(Map<String, byte[]> masks) {
    Map<String, String> digits = new LinkedHashMap<>();
    masks.forEach(
        (name, mask) -> {
          StringBuilder text = new StringBuilder();
          for (byte keep : mask) {
            text.append(keep);
          }
          digits.put(name, text.toString());
        });
    return digits;
  }

  private static byte[] bits(String digits) {
    byte[] mask = new byte[digits.length()];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = (byte) (digits.charAt(i) - '0');
    }
    return mask;
  }
}

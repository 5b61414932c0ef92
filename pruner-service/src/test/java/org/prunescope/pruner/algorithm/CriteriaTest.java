package org.prunescope.pruner.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.prunescope.contract.criterion.Criterion;
import org.prunescope.contract.criterion.PrunableTensor;
import org.prunescope.contract.experiment.Rounding;
import org.prunescope.contract.experiment.Scope;
import org.prunescope.contract.plan.MaskEvent;
import org.prunescope.contract.plan.Part;
import org.prunescope.contract.position.Position;
import org.prunescope.contract.random.Purpose;
import org.prunescope.contract.random.RandomStream;

/** The controls of magnitude: random, and shuffled within each layer. */
class CriteriaTest {
  private static final int DRAWS = 6_000;

  @Test
  void theRandomCriterionLetsTheLeastScoresOfTheTensorsOwnStreamFall() {
    PrunableTensor tensor = PrunableTensor.unpruned("w", 7, ascending(10));
    RandomStream stream = new RandomStream(42, 0, 0, 7, Purpose.PRUNING);
    List<Integer> scores = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      scores.add(stream.nextInt() >>> 1);
    }
    List<Integer> threeLeast = scores.stream().sorted().limit(3).toList();

    byte[] mask = mask(Masks.next(List.of(tensor), event(Criterion.RANDOM, 1, 0.3), 42), "w");

    for (int i = 0; i < 10; i++) {
      assertThat(mask[i] == 0).as("element %d", i).isEqualTo(threeLeast.contains(scores.get(i)));
    }
  }

  @ParameterizedTest
  @EnumSource(Scope.class)
  void theRandomCriterionTakesNoNoticeOfTheWeightsOrOfTheStep(Scope scope) {
    Random random = new Random(3);
    List<PrunableTensor> some = network(random);
    List<PrunableTensor> others = network(random);

    Map<String, byte[]> masks =
        masks(some, event(Criterion.RANDOM, scope, Rounding.TOTAL, 1, 0.6), 5);

    assertThat(masks(others, event(Criterion.RANDOM, scope, Rounding.TOTAL, 900, 0.6), 5))
        .usingRecursiveComparison()
        .isEqualTo(masks);
    assertThat(masks(some, event(Criterion.RANDOM, scope, Rounding.TOTAL, 1, 0.6), 6))
        .usingRecursiveComparison()
        .isNotEqualTo(masks);
  }

  /** However many masks lead there: what falls at 30 % has fallen at 60 % too. */
  @ParameterizedTest
  @EnumSource(Scope.class)
  void theRandomCriterionsMasksAtOneSparsityAreTheSameOverAnyNumberOfEvents(Scope scope) {
    List<PrunableTensor> network = network(new Random(4));
    Map<String, byte[]> first =
        masks(network, event(Criterion.RANDOM, scope, Rounding.TOTAL, 1, 0.3), 8);
    List<PrunableTensor> then = new ArrayList<>();
    for (PrunableTensor tensor : network) {
      then.add(
          new PrunableTensor(
              tensor.name(), tensor.index(), tensor.values(), mask(first, tensor.name())));
    }

    MaskEvent last = event(Criterion.RANDOM, scope, Rounding.TOTAL, 2, 0.6);

    assertThat(masks(then, last, 8)).usingRecursiveComparison().isEqualTo(masks(network, last, 8));
  }

  @Test
  void equalTensorsAtOtherPlacesOfTheNetworkArePrunedOtherwise() {
    List<PrunableTensor> twins =
        List.of(
            PrunableTensor.unpruned("a", 1, ascending(200)),
            PrunableTensor.unpruned("b", 2, ascending(200)));
    for (Criterion criterion : List.of(Criterion.RANDOM, Criterion.SHUFFLED_WITHIN_LAYER)) {
      Map<String, byte[]> masks = masks(twins, event(criterion, 1, 0.5), 0);
      assertThat(masks.get("a")).isNotEqualTo(masks.get("b"));
    }
  }

  @Test
  void shufflingDrawsAnewAtEveryStepAndPhase() {
    List<PrunableTensor> network = network(new Random(5));
    MaskEvent event = event(Criterion.SHUFFLED_WITHIN_LAYER, 10, 0.5);
    MaskEvent laterPhase =
        new MaskEvent(
            Position.pruned(1, 10),
            event.part(),
            event.scope(),
            event.criterion(),
            event.rounding(),
            event.includeBias(),
            event.sparsity(),
            event.shareOfRemaining());
    Map<String, byte[]> masks = masks(network, event, 1);

    assertThat(masks(network, event, 1)).usingRecursiveComparison().isEqualTo(masks);
    for (MaskEvent other : List.of(event(event.criterion(), 11, 0.5), laterPhase)) {
      assertThat(masks(network, other, 1)).usingRecursiveComparison().isNotEqualTo(masks);
    }
  }

  /** 4 of 12 survivors fall: each with probability 1/3, each pair with 4 x 3 / (12 x 11). */
  @ParameterizedTest
  @EnumSource(names = {"RANDOM", "SHUFFLED_WITHIN_LAYER"})
  void everySurvivorAndEveryPairIsEquallyLikelyToFall(Criterion criterion) {
    byte[] before = {0, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 0, 1, 1, 0};
    PrunableTensor tensor = new PrunableTensor("w", 3, ascending(before.length), before);
    int[][] fallen = new int[before.length][before.length];
    for (int seed = 0; seed < DRAWS; seed++) {
      byte[] mask = mask(Masks.next(List.of(tensor), event(criterion, 1, 0.5), seed), "w");
      for (int i = 0; i < mask.length; i++) {
        for (int j = i; j < mask.length; j++) {
          if (mask[i] < before[i] && mask[j] < before[j]) {
            fallen[i][j]++;
          }
        }
      }
    }
    for (int i = 0; i < before.length; i++) {
      for (int j = i; j < before.length; j++) {
        double expected = before[i] * before[j] * (i == j ? 1 / 3.0 : 12 / 132.0);
        double deviation = Math.sqrt(expected * (1 - expected) / DRAWS);
        assertThat((double) fallen[i][j] / DRAWS)
            .as("%d with %d", i, j)
            .isCloseTo(expected, within(4.5 * deviation + 1e-12));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Criterion.class)
  void aWeightThatIsNoNumberIsAnErrorByEveryCriterion(Criterion criterion) {
    PrunableTensor tensor = PrunableTensor.unpruned("w", 0, new float[] {1, Float.NaN});

    assertThat(Masks.next(List.of(tensor), event(criterion, 1, 0.5), 0))
        .isEqualTo(new NonFiniteWeight("w", 1, Float.NaN));
  }

  private static List<PrunableTensor> network(Random random) {
    List<PrunableTensor> tensors = new ArrayList<>();
    for (int index = 0; index < 3; index++) {
      float[] values = new float[300];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian(0, 1 + index);
      }
      tensors.add(PrunableTensor.unpruned("w" + index, index, values));
    }
    return tensors;
  }

  private static float[] ascending(int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = 1 + i;
    }
    return values;
  }

  private static Map<String, byte[]> masks(
      List<PrunableTensor> tensors, MaskEvent event, long seed) {
    return new LinkedHashMap<>(((Masking.Made) Masks.next(tensors, event, seed)).byTensor());
  }

  private static byte[] mask(Masking masking, String name) {
    return mask(((Masking.Made) masking).byTensor(), name);
  }

  private static byte[] mask(Map<String, byte[]> masks, String name) {
    return masks.getOrDefault(name, new byte[0]);
  }

  private static MaskEvent event(Criterion criterion, int step, double sparsity) {
    return event(criterion, Scope.LAYER, Rounding.TOTAL, step, sparsity);
  }

  private static MaskEvent event(
      Criterion criterion, Scope scope, Rounding rounding, int step, double sparsity) {
    return new MaskEvent(
        Position.pruned(0, step),
        Part.NETWORK,
        scope,
        criterion,
        rounding,
        false,
        sparsity,
        sparsity);
  }
}

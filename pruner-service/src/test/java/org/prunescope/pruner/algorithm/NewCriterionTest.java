package org.prunescope.pruner.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.criterion.Criterion;
import org.prunescope.contract.criterion.PrunableTensor;
import org.prunescope.contract.criterion.Ranking;
import org.prunescope.contract.experiment.Rounding;
import org.prunescope.contract.experiment.Scope;
import org.prunescope.contract.plan.MaskEvent;
import org.prunescope.contract.plan.Part;
import org.prunescope.contract.position.Position;

/** Criteria that only this test knows: nothing but a ranking is needed. */
class NewCriterionTest {
  private static final PrunableTensor A =
      new PrunableTensor("a", 0, new float[] {0.1f, -0.4f, 0, 0.2f}, new byte[] {1, 1, 0, 1});
  private static final PrunableTensor B =
      PrunableTensor.unpruned("b", 1, new float[] {3, -1, 4, 2});

  /**
   * Share of a weight in its layer's sum of magnitudes, so that no layer is emptied because its
   * weights are small.
   */
  static final class ShareOfLayer implements Ranking {
    @Override
    public int[] scores(PrunableTensor tensor, long seed, Position at) {
      double sum = 0;
      for (float value : tensor.values()) {
        sum += Math.abs(value);
      }
      int[] scores = new int[tensor.size()];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = Float.floatToRawIntBits((float) (Math.abs(tensor.values()[i]) / sum));
      }
      return scores;
    }
  }

  /** As many of each layer as magnitude removes, but the largest: a control. */
  static final class LargestWithinLayer implements Ranking {
    @Override
    public int[] scores(PrunableTensor tensor, long seed, Position at) {
      int[] scores = Criterion.MAGNITUDE.ranking().scores(tensor, seed, at);
      for (int i = 0; i < scores.length; i++) {
        scores[i] = Integer.MAX_VALUE - scores[i];
      }
      return scores;
    }

    @Override
    public Optional<Ranking> counting() {
      return Optional.of(Criterion.MAGNITUDE.ranking());
    }
  }

  @Test
  void ranksWeightsOfAllLayersTogetherByItsOwnScores() {
    // Shares: 1/7, 4/7, -, 2/7 and 3/10, 1/10, 4/10, 2/10. Magnitude would take a's three first.
    Map<String, byte[]> masks = masks(new ShareOfLayer(), Scope.GLOBAL, 0.5);

    assertThat(masks.get("a")).containsExactly(0, 1, 0, 1);
    assertThat(masks.get("b")).containsExactly(1, 0, 1, 0);
  }

  @Test
  void mayLeaveItToAnotherCriterionHowManyOfEachLayerFall() {
    // Magnitude takes all of a and, of b, the least one.
    Map<String, byte[]> masks = masks(new LargestWithinLayer(), Scope.GLOBAL, 0.625);

    assertThat(masks.get("a")).containsExactly(0, 0, 0, 0);
    assertThat(masks.get("b")).containsExactly(1, 1, 0, 1);
  }

  @Test
  void keepsWhatScopeAndNestingSay() {
    Map<String, byte[]> masks = masks(new LargestWithinLayer(), Scope.LAYER, 0.5);

    assertThat(masks.get("a")).containsExactly(1, 0, 0, 1);
    assertThat(masks.get("b")).containsExactly(0, 1, 0, 1);
  }

  private static Map<String, byte[]> masks(Ranking ranking, Scope scope, double sparsity) {
    MaskEvent event =
        new MaskEvent(
            Position.pruned(0, 1),
            Part.NETWORK,
            scope,
            Criterion.MAGNITUDE,
            Rounding.TOTAL,
            false,
            sparsity,
            sparsity);
    return ((Masking.Made) Masks.next(List.of(A, B), event, ranking, 0)).byTensor();
  }
}

package org.prunescope.metrics.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.prunescope.metrics.algorithm.ClassRecallComparison.ClassDifference;

class ClassRecallComparisonTest {
  // Two samples of class 0, two of class 1, none of class 2.
  private static final int[] TRUE_LABELS = {0, 0, 1, 1};
  private static final int[][] DENSE = {{0, 0, 1, 1}, {0, 1, 1, 1}};
  private static final int[][] PRUNED = {{1, 1, 1, 1}, {0, 1, 1, 1}};

  @Test
  void testsTheChangeOfRecallBeyondThatOfAccuracy() {
    List<Optional<ClassDifference>> differences =
        ClassRecallComparison.compare(DENSE, PRUNED, TRUE_LABELS, 3);

    // Recall of class 0: (1, .5) and (0, .5); accuracy: mean .875 and .625.
    ClassDifference first = differences.get(0).orElseThrow();
    assertThat(first.denseRecall()).isEqualTo(0.75);
    assertThat(first.prunedRecall()).isEqualTo(0.25);
    assertThat(first.difference()).isCloseTo((0.25 - 0.625) - (0.75 - 0.875), within(1e-15));
    // Welch: -.25 / sqrt(.125 / 2 + .125 / 2), 2 degrees of freedom: p = 1 - t / sqrt(2 + t^2).
    ClassRecallComparison.Significance significance = first.significance().orElseThrow();
    double t = -0.25 / Math.sqrt(0.125);
    assertThat(significance.t()).isCloseTo(t, within(1e-12));
    assertThat(significance.p()).isCloseTo(1 + t / Math.sqrt(2 + t * t), within(1e-12));
  }

  @Test
  void leavesOutOfTheAdjustmentWhatHasNoTest() {
    List<Optional<ClassDifference>> differences =
        ClassRecallComparison.compare(DENSE, PRUNED, TRUE_LABELS, 3);

    // Class 1 is always right in both, class 2 has no samples: one test remains.
    assertThat(differences.get(1).orElseThrow().significance()).isEmpty();
    assertThat(differences.get(2)).isEmpty();
    ClassRecallComparison.Significance only =
        differences.get(0).orElseThrow().significance().orElseThrow();
    assertThat(only.adjustedP()).isEqualTo(only.p());
  }

  @Test
  void hasNoTestOfASingleNetwork() {
    int[][] one = {{0, 1, 1, 1}};

    assertThat(ClassRecallComparison.compare(DENSE, one, TRUE_LABELS, 2))
        .allSatisfy(difference -> assertThat(difference.orElseThrow().significance()).isEmpty());
  }

  @Test
  void isNotMisledByTheRoundedVarianceOfEqualRecalls() {
    // given three networks that are all right on one of ten, whose mean of .1 is not .1
    int[] trueLabels = new int[10];
    int[] predictions = {0, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    int[][] population = {predictions, predictions, predictions};

    // then
    assertThat(
            ClassRecallComparison.compare(population, population, trueLabels, 1 + 1)
                .getFirst()
                .orElseThrow()
                .significance())
        .isEmpty();
  }
}

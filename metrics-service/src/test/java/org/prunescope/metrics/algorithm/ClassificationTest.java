package org.prunescope.metrics.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ClassificationTest {
  private static final float LN_3 = (float) Math.log(3);
  private static final FeatureMatrix LOGITS =
      new FeatureMatrix(3, 2, new float[] {0, LN_3, 5, 5, 1000, 1000 - LN_3});

  @Test
  void predictsTheLargestLogitAndTheSmallestLabelOfEqualOnes() {
    assertThat(Classification.predictions(LOGITS)).containsExactly(1, 0, 0);
  }

  @Test
  void isAsConfidentAsTheSoftmax() {
    assertThat(Classification.confidences(LOGITS))
        .containsExactly(new double[] {0.75, 0.5, 0.75}, within(1e-5));
  }

  @Test
  void losesTheNegativeLogOfTheTrueLabelsShare() {
    double loss = Classification.loss(LOGITS, new int[] {1, 1, 1});

    assertThat(loss)
        .isCloseTo(-(Math.log(0.75) + Math.log(0.5) + Math.log(0.25)) / 3, within(1e-5));
  }

  @Test
  void recallsEachClassByItself() {
    int[] predictions = {0, 0, 1, 1, 0};
    int[] trueLabels = {0, 0, 0, 1, 1};

    assertThat(Classification.accuracy(predictions, trueLabels)).isEqualTo(3.0 / 5);
    assertThat(Classification.recalls(predictions, trueLabels, 3))
        .containsExactly(2.0 / 3, 1.0 / 2, Double.NaN);
  }

  @Test
  void refusesLogitsThatAreNotFinite() {
    FeatureMatrix logits = new FeatureMatrix(1, 2, new float[] {0, Float.NaN});

    assertThatThrownBy(() -> Classification.predictions(logits))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

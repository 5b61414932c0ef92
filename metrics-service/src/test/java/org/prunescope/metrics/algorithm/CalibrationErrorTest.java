package org.prunescope.metrics.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CalibrationErrorTest {
  @Test
  void weighsEachBinByItsSamples() {
    // given of the bin (13/15, 14/15] two right at .9 and one wrong at .93, of (7/15, 8/15] one
    // right
    double[] confidences = {.9, .9, .93, .5};
    int[] predictions = {0, 1, 2, 3};
    int[] trueLabels = {0, 1, 0, 3};

    // then 3/4 |2/3 - .91| + 1/4 |1 - .5|
    assertThat(CalibrationError.expected(confidences, predictions, trueLabels))
        .isCloseTo(.75 * (.91 - 2 / 3.0) + .25 * .5, within(1e-15));
  }

  @Test
  void isNothingWhereEveryBinIsRightAsOftenAsItSays() {
    assertThat(
            CalibrationError.expected(
                new double[] {1, 1, .5, .5}, new int[] {0, 0, 0, 0}, new int[] {0, 0, 0, 1}))
        .isZero();
  }

  @Test
  void putsABoundaryIntoTheBinBelowIt() {
    // given 3/15 and a little more, one right and one wrong: in one bin their errors would cancel
    double[] confidences = {3 / 15.0, Math.nextUp(3 / 15.0)};

    assertThat(CalibrationError.expected(confidences, new int[] {0, 0}, new int[] {0, 1}))
        .isCloseTo((.8 + .2) / 2, within(1e-15));
  }

  @Test
  void knowsEveryBoundaryToTheLastBit() {
    for (int bin = 1; bin <= 15; bin++) {
      double[] confidences = {bin / 15.0, Math.nextDown(bin / 15.0)};

      // In one bin a right and a wrong one make |1 - 2c| / 2.
      assertThat(CalibrationError.expected(confidences, new int[] {0, 0}, new int[] {0, 1}))
          .isCloseTo(Math.abs(1 - 2 * bin / 15.0) / 2, within(1e-15));
    }
  }

  /** NumPy, with masks (confidence > b / 15) and (confidence <= (b + 1) / 15). */
  @Test
  void isWhatNumPyComputes() {
    double[] confidences = new double[60];
    int[] predictions = new int[60];
    int[] trueLabels = new int[60];
    for (int k = 0; k < 60; k++) {
      confidences[k] = ((k * k * 37 + k * 11) % 97 + 3) / 100.0;
      predictions[k] = k * 7 % 10;
      trueLabels[k] = k * k * 13 % 17 < 9 ? predictions[k] : (predictions[k] + 1) % 10;
    }

    assertThat(CalibrationError.expected(confidences, predictions, trueLabels))
        .isCloseTo(0.23033333333333342, within(1e-14));
  }

  @Test
  void isUndefinedWithoutSamples() {
    assertThat(CalibrationError.expected(new double[0], new int[0], new int[0])).isNaN();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -.1, 1.0001, Double.NaN})
  void refusesWhatIsNoConfidence(double confidence) {
    double[] confidences = new double[3];
    Arrays.fill(confidences, .5);
    confidences[1] = confidence;

    assertThatThrownBy(() -> CalibrationError.expected(confidences, new int[3], new int[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(String.valueOf(confidence));
  }
}

package org.prunescope.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.prunescope.contract.random.Purpose;
import org.prunescope.contract.random.RandomStream;

class ContrastiveLossTest {
  /**
   * Two images, all four views orthogonal but for the first pair, which is equal: for its two
   * anchors s = (2; 0, 0), for the others (0; 0, 0).
   */
  @Test
  void equalsTheFormulaWorkedByHand() {
    float[] features = {1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1};

    double loss = new ContrastiveLoss(false, .5, .25).slope(features, new int[] {7, 7}).loss();

    double near = Math.log(Math.exp(2) + 2) - 2;
    double far = Math.log(3);
    assertThat(loss).isCloseTo(2 * (2 * near + 2 * far) / 4, within(1e-6));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 3, .5, .07, true",
    "2, 1, 8, .01, .07, true",
    "2, 2, 8, 1, 1, true",
    "3, 2, 1, .1, .07, true",
    "7, 7, 5, .07, .07, true",
    "16, 3, 32, .5, .07, true",
    "33, 10, 16, .01, .07, true",
    "64, 1, 128, .01, .01, true",
    "64, 64, 128, 1, .07, true",
    "64, 10, 128, .1, .07, true",
    "2, 1, 8, .01, .07, false",
    "17, 4, 8, .5, .5, false",
    "64, 10, 128, .01, .07, false",
    "64, 10, 128, .1, .1, false",
  })
  void equalsPlainLoopsInDoublePrecision(
      int images, int classes, int width, double temperature, double base, boolean supervised) {
    ContrastiveLoss loss = new ContrastiveLoss(supervised, temperature, base);
    RandomStream random = new RandomStream(images * 1000L + classes, 0, 0, 0, Purpose.RESAMPLING);
    float[] features = rowsOfLengthOne(2 * images, width, random);
    int[] labels = random.ints(images, 0, classes).toArray();

    ContrastiveLoss.Slope slope = loss.slope(features, labels);

    ReferenceLoss reference = new ReferenceLoss(loss, features, width, labels);
    assertThat(slope.loss()).isCloseTo(reference.loss(), within(2e-6 * (1 + reference.loss())));
    // Single precision knows exponents up to 1 / temperature to about 1e-7 of that, so a share by
    // this much less precisely; a share near 1 minus its target keeps that error.
    double relative = 1e-6 + 1e-6 / temperature;
    double absolute = (1e-7 + 4e-8 / temperature) / (base * 2 * images);
    double steepest = Arrays.stream(reference.gradient()).map(Math::abs).max().orElseThrow();
    for (int i = 0; i < features.length; i++) {
      assertThat((double) slope.gradient()[i])
          .as("gradient at %d", i)
          .isCloseTo(reference.gradient()[i], within(relative * steepest + absolute));
    }
  }

  /** The reference's gradient is a formula too: it is held to the slope of its own loss. */
  @ParameterizedTest
  @CsvSource({"5, 2, .5, true", "5, 2, .05, true", "6, 6, .1, false"})
  void theReferencesGradientIsTheSlopeOfItsLoss(
      int images, int classes, double temperature, boolean supervised) {
    int width = 4;
    ContrastiveLoss loss = new ContrastiveLoss(supervised, temperature, .07);
    RandomStream random = new RandomStream(classes, 1, 0, 0, Purpose.RESAMPLING);
    float[] features = rowsOfLengthOne(2 * images, width, random);
    int[] labels = random.ints(images, 0, classes).toArray();
    double[] gradient = new ReferenceLoss(loss, features, width, labels).gradient();

    for (int i = 0; i < features.length; i++) {
      float[] above = features.clone();
      float[] below = features.clone();
      above[i] += 1e-3f;
      below[i] -= 1e-3f;
      double rise =
          new ReferenceLoss(loss, above, width, labels).loss()
              - new ReferenceLoss(loss, below, width, labels).loss();

      double slope = rise / ((double) above[i] - below[i]);
      assertThat(slope).isCloseTo(gradient[i], within(2e-3 * Math.abs(gradient[i]) + 5e-3));
    }
  }

  @Test
  void labelsPlayNoPartWithoutSupervision() {
    ContrastiveLoss loss = new ContrastiveLoss(false, .1, .07);
    float[] features = rowsOfLengthOne(8, 3, new RandomStream(1, 0, 0, 0, Purpose.RESAMPLING));

    ContrastiveLoss.Slope one = loss.slope(features, new int[] {0, 0, 0, 0});
    ContrastiveLoss.Slope other = loss.slope(features, new int[] {3, 1, 2, 1});

    assertThat(one.loss()).isEqualTo(other.loss());
    assertThat(one.gradient()).containsExactly(other.gradient());
  }

  @Test
  void refusesFeaturesOfAnotherNumberOfViews() {
    ContrastiveLoss loss = new ContrastiveLoss(true, .1, .07);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> loss.slope(new float[9], new int[] {0, 1}));
    assertThatIllegalArgumentException().isThrownBy(() -> loss.slope(new float[0], new int[0]));
  }

  private static float[] rowsOfLengthOne(int rows, int width, RandomStream random) {
    float[] values = new float[rows * width];
    for (int row = 0; row < rows; row++) {
      double[] direction = random.doubles(width, -1, 1).toArray();
      double length = Math.sqrt(Arrays.stream(direction).map(x -> x * x).sum());
      for (int i = 0; i < width; i++) {
        values[row * width + i] = (float) (direction[i] / length);
      }
    }
    return values;
  }
}

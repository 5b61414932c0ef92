package org.prunescope.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.experiment.DataSetSpec;

class ShapesTest {
  private static final DataSetSpec.Shapes SMALL = new DataSetSpec.Shapes(7, 40, 20);

  @Test
  void isTheSameOnEveryMachine() {
    ImageDataSet shapes = Shapes.draw(SMALL);

    assertThat(shapes.fingerprint().sha256())
        .isEqualTo("ade6b109bd2866612808530376694a20dc9e524b2fba909260dbde5f31e282d0");
    assertThat(shapes.fingerprint().classes()).hasSize(10).startsWith("disc").endsWith("dots");
    assertThat(shapes.train().size()).isEqualTo(40);
    assertThat(shapes.test().size()).isEqualTo(20);
  }

  @Test
  void aLargerSetBeginsWithTheSmallerOne() {
    byte[] small = Shapes.draw(SMALL).train().pixels();
    byte[] large = Shapes.draw(new DataSetSpec.Shapes(7, 60, 20)).train().pixels();

    assertThat(Arrays.copyOf(large, small.length)).isEqualTo(small);
  }

  @Test
  void seedsAndSplitsShareNoImage() {
    ImageDataSet shapes = Shapes.draw(SMALL);
    ImageDataSet other = Shapes.draw(new DataSetSpec.Shapes(8, 40, 20));

    byte[] train = Arrays.copyOf(shapes.train().pixels(), Split.IMAGE_VALUES);

    assertThat(train).isNotEqualTo(Arrays.copyOf(shapes.test().pixels(), Split.IMAGE_VALUES));
    assertThat(train).isNotEqualTo(Arrays.copyOf(other.train().pixels(), Split.IMAGE_VALUES));
  }

  @Test
  void labelsAreTheDrawnClassesExceptWhereTheDifficultySaysWrong() {
    DataSetSpec.Shapes spec = new DataSetSpec.Shapes(3, 2000, 10);

    List<Difficulty> difficulties = Shapes.trainDifficulties(spec);
    short[] labels = Shapes.draw(spec).train().labels();

    for (int sample = 0; sample < labels.length; sample++) {
      Difficulty difficulty = difficulties.get(sample);
      assertThat(difficulty.drawnClass()).isEqualTo(sample % 10);
      assertThat((int) labels[sample]).isEqualTo(difficulty.label());
      assertThat(difficulty.wrongLabel()).isEqualTo(labels[sample] != sample % 10);
    }
    assertThat(share(difficulties.stream().filter(Difficulty::wrongLabel).count(), 2000))
        .isCloseTo(.02, within(.01));
    assertThat(share(difficulties.stream().filter(Difficulty::isHard).count(), 2000))
        .isCloseTo(1 - .9 * .92 * .9 * .98, within(.04));
  }

  @Test
  void difficultiesStayInTheirRanges() {
    assertThat(Shapes.testDifficulties(new DataSetSpec.Shapes(3, 10, 2000)))
        .allSatisfy(
            difficulty -> {
              assertZeroOrWithin(difficulty.occlusion(), .15, .4);
              assertZeroOrWithin(difficulty.blend(), .25, .4);
              assertZeroOrWithin(difficulty.colourShift(), .2, .5);
              assertThat(difficulty.blend() > 0)
                  .isEqualTo(difficulty.blendedClass() != difficulty.drawnClass());
            });
  }

  private static void assertZeroOrWithin(double value, double min, double max) {
    if (value != 0) {
      assertThat(value).isBetween(min, max);
    }
  }

  private static double share(long count, int all) {
    return (double) count / all;
  }
}

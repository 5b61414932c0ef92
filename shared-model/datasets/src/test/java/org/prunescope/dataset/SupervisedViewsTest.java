package org.prunescope.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.experiment.Augmentation;
import org.prunescope.contract.experiment.DataSetSpec;

class SupervisedViewsTest {
  /** Value = 255 x normalised value, so that pixels can be read off. */
  private static final Normalisation IDENTITY =
      new Normalisation(new float[] {0, 0, 0}, new float[] {1, 1, 1});

  /** One image whose red is its row + 1, green its column + 1. */
  private static final Split ONE = oneImage();

  @Test
  void normalisesAsToTensorAndNormalizeDo() {
    float[] image = Normalisation.CORTI_2022.images(ONE, 0, 1);

    assertThat(image[0]).isCloseTo((1 / 255f - .4915f) / .2047f, within(1e-7f));
    assertThat(image[1]).isCloseTo((1 / 255f - .4823f) / .2435f, within(1e-7f));
    assertThat(image[2]).isCloseTo(-.4468f / .2616f, within(1e-7f));
  }

  @Test
  void withoutAugmentationAViewIsTheEvaluatedImage() {
    SupervisedViews views = new SupervisedViews(Augmentation.NONE, Normalisation.CORTI_2022);

    assertThat(views.batch(ONE, new int[] {0}, 1, 0, 0))
        .isEqualTo(Normalisation.CORTI_2022.images(ONE, 0, 1));
  }

  @Test
  void everyViewIsAWindowOfThePaddedImageAndAllWindowsOccur() {
    SupervisedViews views = new SupervisedViews(Augmentation.CROP_FLIP_BOTH, IDENTITY);
    Set<String> windows = new HashSet<>();

    for (int epoch = 0; epoch < 4000; epoch++) {
      windows.add(windowOf(views.batch(ONE, new int[] {0}, 5, 0, epoch)));
    }

    assertThat(windows).hasSize(9 * 9 * 2 * 2);
  }

  @Test
  void cropFlipNeverTurnsUpsideDown() {
    SupervisedViews views = new SupervisedViews(Augmentation.CROP_FLIP, IDENTITY);
    Set<String> windows = new HashSet<>();

    for (int epoch = 0; epoch < 2000; epoch++) {
      windows.add(windowOf(views.batch(ONE, new int[] {0}, 5, 0, epoch)));
    }

    assertThat(windows).hasSize(9 * 9 * 2).noneMatch(window -> window.contains("down"));
  }

  @Test
  void aViewDependsOnSeedPhaseEpochAndSampleAlone() {
    SupervisedViews views =
        new SupervisedViews(Augmentation.CROP_FLIP_BOTH, Normalisation.CORTI_2022);
    Split shapes = Shapes.draw(new DataSetSpec.Shapes(1, 10, 10)).train();

    float[] together = views.batch(shapes, new int[] {7, 3}, 9, 1, 2);
    float[] alone = views.batch(shapes, new int[] {3}, 9, 1, 2);

    assertThat(Arrays.copyOfRange(together, Split.IMAGE_VALUES, 2 * Split.IMAGE_VALUES))
        .isEqualTo(alone);
  }

  /** Finds the window and flips that made this view, pixel by pixel, or fails. */
  private static String windowOf(float[] view) {
    for (int top = 0; top < 9; top++) {
      for (int left = 0; left < 9; left++) {
        for (String vertical : new String[] {"up", "down"}) {
          for (String horizontal : new String[] {"as it is", "mirrored"}) {
            if (isWindow(view, top, left, vertical.equals("down"), horizontal.equals("mirrored"))) {
              return top + " " + left + " " + vertical + " " + horizontal;
            }
          }
        }
      }
    }
    throw new AssertionError("no window of the padded image");
  }

  private static boolean isWindow(
      float[] view, int top, int left, boolean upsideDown, boolean mirrored) {
    for (int y = 0; y < 32; y++) {
      int row = top - 4 + (upsideDown ? 31 - y : y);
      for (int x = 0; x < 32; x++) {
        int column = left - 4 + (mirrored ? 31 - x : x);
        boolean black = row < 0 || row > 31 || column < 0 || column > 31;
        int at = (y * 32 + x) * 3;
        if (Math.round(view[at] * 255) != (black ? 0 : row + 1)
            || Math.round(view[at + 1] * 255) != (black ? 0 : column + 1)) {
          return false;
        }
      }
    }
    return true;
  }

  private static Split oneImage() {
    byte[] pixels = new byte[Split.IMAGE_VALUES];
    for (int y = 0; y < 32; y++) {
      for (int x = 0; x < 32; x++) {
        pixels[(y * 32 + x) * 3] = (byte) (y + 1);
        pixels[(y * 32 + x) * 3 + 1] = (byte) (x + 1);
      }
    }
    return new Split(pixels, new short[] {0});
  }
}

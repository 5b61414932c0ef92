package org.prunescope.dataset.augmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.prunescope.contract.artifact.Sha256;
import org.prunescope.contract.experiment.Augmentation;
import org.prunescope.contract.experiment.ChannelStatistics;
import org.prunescope.contract.experiment.DataSetSpec;
import org.prunescope.contract.random.Purpose;
import org.prunescope.dataset.DataSetUnavailableException;
import org.prunescope.dataset.DataSets;
import org.prunescope.dataset.Normalisation;
import org.prunescope.dataset.Split;

class AugmentedViewsTest {
  /** Value = 255 x normalised value, so that pixels can be read off. */
  private static final Normalisation IDENTITY =
      new Normalisation(new ChannelStatistics(List.of(0., 0., 0.), List.of(1., 1., 1.)));

  /** One image whose red is its row + 1, green its column + 1. */
  private static final Split ONE = oneImage();

  private static final Split SHAPES = shapes();

  @Test
  void normalisesAsToTensorAndNormalizeDo() {
    float[] image = Normalisation.CORTI_2022.images(ONE, 0, 1);

    assertThat(image[0]).isCloseTo((1 / 255f - .4915f) / .2047f, within(1e-7f));
    assertThat(image[1]).isCloseTo((1 / 255f - .4823f) / .2435f, within(1e-7f));
    assertThat(image[2]).isCloseTo(-.4468f / .2616f, within(1e-7f));
  }

  @Test
  void withoutAugmentationAViewIsTheEvaluatedImage() {
    AugmentedViews views = new AugmentedViews(Augmentation.NONE, Normalisation.CORTI_2022);

    assertThat(views.batch(ONE, new int[] {0}, 1, 0, 0, 0))
        .isEqualTo(Normalisation.CORTI_2022.images(ONE, 0, 1));
  }

  @Test
  void everyViewIsAWindowOfThePaddedImageAndAllWindowsOccur() {
    AugmentedViews views = new AugmentedViews(Augmentation.CROP_FLIP_BOTH, IDENTITY);
    Set<String> windows = new HashSet<>();

    for (int epoch = 0; epoch < 4000; epoch++) {
      windows.add(windowOf(views.batch(ONE, new int[] {0}, 5, 0, epoch, 0)));
    }

    assertThat(windows).hasSize(9 * 9 * 2 * 2);
  }

  @Test
  void cropFlipNeverTurnsUpsideDown() {
    AugmentedViews views = new AugmentedViews(Augmentation.CROP_FLIP, IDENTITY);
    Set<String> windows = new HashSet<>();

    for (int epoch = 0; epoch < 2000; epoch++) {
      windows.add(windowOf(views.batch(ONE, new int[] {0}, 5, 0, epoch, 0)));
    }

    assertThat(windows).hasSize(9 * 9 * 2).noneMatch(window -> window.contains("down"));
  }

  @ParameterizedTest
  @EnumSource
  void aViewDependsOnSeedPhaseEpochSampleAndViewAlone(Augmentation augmentation) {
    AugmentedViews views = new AugmentedViews(augmentation, Normalisation.CORTI_2022);

    float[] together = views.batch(SHAPES, new int[] {7, 3}, 9, 1, 2, 1);
    float[] alone = views.batch(SHAPES, new int[] {3}, 9, 1, 2, 1);

    assertThat(Arrays.copyOfRange(together, Split.IMAGE_VALUES, 2 * Split.IMAGE_VALUES))
        .isEqualTo(alone);
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void seedPhaseEpochSampleAndViewEachMakeAnotherView(Augmentation augmentation) {
    AugmentedViews views = new AugmentedViews(augmentation, Normalisation.CORTI_2022);
    Split twice = twice(SHAPES);
    List<float[]> made =
        List.of(
            views.batch(twice, new int[] {3}, 9, 1, 2, 0),
            views.batch(twice, new int[] {3}, 8, 1, 2, 0),
            views.batch(twice, new int[] {3}, 9, 0, 2, 0),
            views.batch(twice, new int[] {3}, 9, 1, 3, 0),
            views.batch(twice, new int[] {3 + SHAPES.size()}, 9, 1, 2, 0),
            views.batch(twice, new int[] {3}, 9, 1, 2, 1));

    assertThat(made.stream().map(Arrays::hashCode).distinct()).hasSize(6);
  }

  @Test
  void stackedAreAllFirstViewsThenAllSecondViews() {
    AugmentedViews views = new AugmentedViews(Augmentation.CONTRASTIVE, Normalisation.CORTI_2022);
    int[] samples = {7, 3, 5};

    float[] pairs = views.stacked(SHAPES, samples, 9, 1, 2, 2);

    int half = 3 * Split.IMAGE_VALUES;
    assertThat(Arrays.copyOfRange(pairs, 0, half))
        .isEqualTo(views.batch(SHAPES, samples, 9, 1, 2, 0));
    assertThat(Arrays.copyOfRange(pairs, half, 2 * half))
        .isEqualTo(views.batch(SHAPES, samples, 9, 1, 2, 1));
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void viewsOfMeasurementsDependOnSeedSampleAndPurposeAlone(Augmentation augmentation) {
    AugmentedViews views = new AugmentedViews(augmentation, Normalisation.CORTI_2022);

    float[] together = views.forMeasurement(SHAPES, 2, 4, 9, Purpose.SUPPORT_VIEW);
    float[] alone = views.forMeasurement(SHAPES, 3, 4, 9, Purpose.SUPPORT_VIEW);

    assertThat(Arrays.copyOfRange(together, Split.IMAGE_VALUES, 2 * Split.IMAGE_VALUES))
        .isEqualTo(alone);
    assertThat(alone)
        .isNotEqualTo(views.forMeasurement(SHAPES, 3, 4, 8, Purpose.SUPPORT_VIEW))
        .isNotEqualTo(views.forMeasurement(SHAPES, 3, 4, 9, Purpose.ALIGNMENT_VIEW_0))
        .isNotEqualTo(views.forMeasurement(SHAPES, 3, 4, 9, Purpose.ALIGNMENT_VIEW_1))
        .isNotEqualTo(views.batch(SHAPES, new int[] {3}, 9, 0, 0, 0));
  }

  /** Runs of earlier releases must go on with the same bytes, on every machine. */
  @ParameterizedTest
  @CsvSource({
    "NONE, 29211cf196741ab0f85b9ef4166d556f3f09ef9f64b81602fc77fde6d737651c",
    "CROP_FLIP, be90db899be369c69976bff138eac1417dbd389a920b6a543ae13befef916554",
    "CROP_FLIP_BOTH, 7864e216b4bd15f34f273883cc6e23c9fbca330066fc4b942f0c2bcbbb9c0eba",
    "CONTRASTIVE, d84ec11953b929533f519ce668695ea1428c12095889b0fe6aa7373ac1d7ec15"
  })
  void viewsAreTheSameOnEveryMachine(Augmentation augmentation, String sha256) {
    AugmentedViews views = new AugmentedViews(augmentation, Normalisation.CORTI_2022);

    float[] made = views.batch(SHAPES, new int[] {0, 7, 39, 11}, 5, 1, 3, 0);

    ByteBuffer bytes = ByteBuffer.allocate(made.length * Float.BYTES);
    bytes.asFloatBuffer().put(made);
    assertThat(Sha256.of(bytes.array())).isEqualTo(sha256);
  }

  @Test
  void thereAreTwoViewsOnly() {
    AugmentedViews views = new AugmentedViews(Augmentation.NONE, IDENTITY);

    assertThatThrownBy(() -> views.batch(ONE, new int[] {0}, 1, 0, 0, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("view must be 0 or 1, not 2");
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

  private static Split twice(Split split) {
    byte[] pixels = Arrays.copyOf(split.pixels(), 2 * split.pixels().length);
    System.arraycopy(split.pixels(), 0, pixels, split.pixels().length, split.pixels().length);
    return new Split(pixels, Arrays.copyOf(split.labels(), 2 * split.size()));
  }

  private static Split shapes() {
    try {
      return DataSets.open(new DataSetSpec.Shapes(7, 40, 20), Path.of("")).train();
    } catch (DataSetUnavailableException e) {
      throw new AssertionError(e);
    }
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

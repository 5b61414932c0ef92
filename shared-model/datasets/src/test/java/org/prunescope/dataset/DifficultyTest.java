package org.prunescope.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.experiment.DataSetSpec;
import org.prunescope.contract.random.Purpose;
import org.prunescope.contract.random.RandomStream;

/** How often samples are hard, and whether their images show what their difficulty says. */
class DifficultyTest {
  private static final long SEED = 12;
  private static final int SAMPLES = 50_000;
  private static final List<Difficulty> ALL =
      Shapes.trainDifficulties(new DataSetSpec.Shapes(SEED, SAMPLES, 10));

  /** 99.9 % of all draws would lie within. */
  private static final double Z = 3.2905;

  @Test
  void eachKindOfDifficultyHasItsRate() {
    assertRate(difficulty -> difficulty.occlusion() > 0, .1);
    assertRate(difficulty -> difficulty.blend() > 0, .08);
    assertRate(difficulty -> difficulty.colourShift() > 0, .1);
    assertRate(Difficulty::wrongLabel, .02);
    assertRate(Difficulty::isHard, 1 - .9 * .92 * .9 * .98);
  }

  @Test
  void kindsAreIndependentOfEachOtherAndOfTheClass() {
    assertRate(difficulty -> difficulty.occlusion() > 0 && difficulty.blend() > 0, .1 * .08);
    assertRate(difficulty -> difficulty.occlusion() > 0 && difficulty.colourShift() > 0, .01);
    assertRate(difficulty -> difficulty.blend() > 0 && difficulty.colourShift() > 0, .08 * .1);
    assertRate(difficulty -> difficulty.wrongLabel() && difficulty.occlusion() > 0, .02 * .1);
    for (int drawn = 0; drawn < 10; drawn++) {
      int drawnClass = drawn;
      assertRate(
          difficulty -> difficulty.isHard() && difficulty.drawnClass() == drawnClass,
          .1 * (1 - .9 * .92 * .9 * .98));
    }
  }

  @Test
  void amountsAreUniformInTheirRanges() {
    assertUniform(Difficulty::occlusion, .15, .4);
    assertUniform(Difficulty::blend, .25, .4);
    assertUniform(Difficulty::colourShift, .2, .5);
  }

  @Test
  void everyOtherClassIsAsLikelyAWrongLabelOrASecondImage() {
    assertNineEquallyLikely(Difficulty::label);
    assertNineEquallyLikely(Difficulty::blendedClass);
  }

  @Test
  void anOcclusionCoversARectangleOfItsShareWithOneColour() {
    List<Integer> samples = first(200, Difficulty::occlusion);
    for (int sample : samples) {
      Difficulty hard = ALL.get(sample);
      Colour[] plain = draw(sample, with(hard, 0, hard.blend(), hard.colourShift()));
      Colour[] covered = draw(sample, hard);
      // Light and noise change all channels alike, so their differences show the cover's edge.
      int[] changed =
          IntStream.range(0, plain.length)
              .filter(i -> chromaDistance(plain[i], 1, covered[i]) > 1e-9)
              .toArray();
      int rows = extent(Arrays.stream(changed).map(i -> i / Split.SIDE).toArray());
      int columns = extent(Arrays.stream(changed).map(i -> i % Split.SIDE).toArray());

      assertThat(changed).hasSize(rows * columns);
      assertThat(rows * columns / 1024.0)
          .isCloseTo(hard.occlusion(), within((rows + columns + 1) / 1024.0));
      for (int i : changed) {
        assertThat(chromaDistance(covered[changed[0]], 1, covered[i])).isLessThan(1e-9);
      }
    }
  }

  @Test
  void aBlendTakesItsWeightFromTheFirstImage() {
    for (int sample : first(200, Difficulty::blend)) {
      Difficulty hard = with(ALL.get(sample), 0, ALL.get(sample).blend(), 0);
      Colour[] plain = draw(sample, with(hard, 0, 0, 0));
      Colour[] blended = draw(sample, hard);

      double[] others =
          IntStream.range(0, plain.length)
              .mapToDouble(i -> chromaDistance(plain[i], 1 - hard.blend(), blended[i]))
              .toArray();

      // What is left of the second image: colours of at most full chroma, times its weight.
      assertThat(Arrays.stream(others).max().orElseThrow())
          .isBetween(.35 * hard.blend(), hard.blend());
    }
  }

  @Test
  void aColourShiftTurnsTheHueOfTheFigure() {
    for (int sample : first(200, Difficulty::colourShift)) {
      Difficulty hard = with(ALL.get(sample), 0, 0, ALL.get(sample).colourShift());
      Colour[] plain = draw(sample, with(hard, 0, 0, 0));
      Colour[] shifted = draw(sample, hard);
      // The ground is paler than any figure.
      int figure =
          IntStream.range(0, plain.length)
              .reduce((a, b) -> chroma(plain[a]) >= chroma(plain[b]) ? a : b)
              .orElseThrow();

      double turn = hue(shifted[figure]) - hue(plain[figure]);

      assertThat(turn - Math.floor(turn)).isCloseTo(hard.colourShift(), within(1e-9));
    }
  }

  private static Colour[] draw(int sample, Difficulty difficulty) {
    RandomGenerator random = new RandomStream(SEED, 0, 0, sample, Purpose.SYNTHETIC_TRAIN);
    assertThat(Difficulty.draw(random, sample % 10, 10)).isEqualTo(ALL.get(sample));
    return Shapes.image(difficulty, random);
  }

  private static Difficulty with(
      Difficulty difficulty, double occlusion, double blend, double colourShift) {
    return new Difficulty(
        difficulty.drawnClass(),
        difficulty.label(),
        occlusion,
        difficulty.blendedClass(),
        blend,
        colourShift);
  }

  private static List<Integer> first(int count, ToDoubleFunction<Difficulty> amount) {
    return IntStream.range(0, SAMPLES)
        .filter(sample -> amount.applyAsDouble(ALL.get(sample)) > 0)
        .limit(count)
        .boxed()
        .toList();
  }

  /** Greatest distance of two colours' differences of channels, the first one's times a weight. */
  private static double chromaDistance(Colour first, double weight, Colour second) {
    double redGreen = weight * (first.red() - first.green()) - (second.red() - second.green());
    double greenBlue = weight * (first.green() - first.blue()) - (second.green() - second.blue());
    double blueRed = redGreen + greenBlue;
    return Math.max(Math.abs(redGreen), Math.max(Math.abs(greenBlue), Math.abs(blueRed)));
  }

  private static double chroma(Colour colour) {
    return greatest(colour) - Math.min(colour.red(), Math.min(colour.green(), colour.blue()));
  }

  private static double greatest(Colour colour) {
    return Math.max(colour.red(), Math.max(colour.green(), colour.blue()));
  }

  private static double hue(Colour colour) {
    double chroma = chroma(colour);
    if (greatest(colour) == colour.red()) {
      return (colour.green() - colour.blue()) / chroma / 6;
    }
    return greatest(colour) == colour.green()
        ? (2 + (colour.blue() - colour.red()) / chroma) / 6
        : (4 + (colour.red() - colour.green()) / chroma) / 6;
  }

  private static int extent(int[] coordinates) {
    return Arrays.stream(coordinates).max().orElseThrow()
        - Arrays.stream(coordinates).min().orElseThrow()
        + 1;
  }

  /** The rate lies in Wilson's 99.9 % interval of the share. */
  private static void assertRate(Predicate<Difficulty> kind, double rate) {
    double share = ALL.stream().filter(kind).count() / (double) SAMPLES;
    double centre = share + Z * Z / (2 * SAMPLES);
    double spread =
        Z * Math.sqrt(share * (1 - share) / SAMPLES + Z * Z / (4.0 * SAMPLES * SAMPLES));
    double scale = 1 + Z * Z / SAMPLES;
    assertThat(rate).isBetween((centre - spread) / scale, (centre + spread) / scale);
  }

  /** Kolmogorov's test at 99.9 %. */
  private static void assertUniform(
      ToDoubleFunction<Difficulty> amount, double least, double most) {
    double[] sorted =
        ALL.stream()
            .mapToDouble(amount)
            .filter(value -> value > 0)
            .map(value -> (value - least) / (most - least))
            .sorted()
            .toArray();
    double greatest = 0;
    for (int i = 0; i < sorted.length; i++) {
      double below = sorted[i] - (double) i / sorted.length;
      double above = (i + 1.0) / sorted.length - sorted[i];
      greatest = Math.max(greatest, Math.max(below, above));
    }
    assertThat(greatest).isLessThan(1.95 / Math.sqrt(sorted.length));
  }

  /** The chi-square test at 99.9 %, 8 degrees of freedom. */
  private static void assertNineEquallyLikely(ToIntFunction<Difficulty> otherClass) {
    int[] counts = new int[10];
    for (Difficulty difficulty : ALL) {
      counts[Math.floorMod(otherClass.applyAsInt(difficulty) - difficulty.drawnClass(), 10)]++;
    }
    double expected = (SAMPLES - counts[0]) / 9.0;
    double chiSquare = 0;
    for (int distance = 1; distance < 10; distance++) {
      chiSquare += (counts[distance] - expected) * (counts[distance] - expected) / expected;
    }
    assertThat(chiSquare).isLessThan(26.12);
  }
}

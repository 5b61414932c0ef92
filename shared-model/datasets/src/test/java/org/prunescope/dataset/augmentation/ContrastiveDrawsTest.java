package org.prunescope.dataset.augmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.prunescope.contract.random.Purpose;
import org.prunescope.contract.random.RandomStream;

/** The distribution of what is drawn, from fixed seeds. */
class ContrastiveDrawsTest {
  private static final int DRAWS = 50_000;
  private static final List<ContrastiveView> VIEWS =
      IntStream.range(0, DRAWS)
          .mapToObj(i -> new RandomStream(11, 0, 2, i, Purpose.AUGMENTATION_VIEW_0))
          .map(ContrastiveView::draw)
          .toList();
  private static final List<ColourJitter> JITTERS =
      VIEWS.stream()
          .map(ContrastiveView::jitter)
          .filter(jitter -> !jitter.changes().isEmpty())
          .toList();

  /** Both sides are samples, so this is the chi-square test of two samples. */
  @ParameterizedTest
  @ValueSource(strings = {"top", "left", "height", "width", "width minus height", "area in rows"})
  void windowsAreDrawnAsOftenAsTorchvisionDrawsThem(String number) {
    ToIntFunction<ResizedCrop> read =
        switch (number) {
          case "top" -> ResizedCrop::top;
          case "left" -> ResizedCrop::left;
          case "height" -> ResizedCrop::height;
          case "width" -> ResizedCrop::width;
          case "width minus height" -> crop -> crop.width() - crop.height();
          default -> crop -> crop.height() * crop.width() / 32;
        };
    Map<Integer, Integer> actual =
        VIEWS.stream()
            .map(ContrastiveView::crop)
            .collect(Collectors.groupingBy(read::applyAsInt, TreeMap::new, counting()));

    Comparison comparison = Comparison.of(actual, Cases.cropDraws(number));

    assertThat(comparison.degrees).isGreaterThan(8);
    assertThat(comparison.standardised()).isLessThan(4);
  }

  @Test
  void flipsJitterAndGrayscaleHaveTheirProbabilities() {
    assertShare(ContrastiveView::flipHorizontally, .5);
    assertShare(view -> !view.jitter().changes().isEmpty(), .8);
    assertShare(ContrastiveView::grayscale, .2);
  }

  @Test
  void decisionsDoNotDependOnEachOther() {
    assertShare(view -> view.flipHorizontally() && view.grayscale(), .5 * .2);
    assertShare(view -> view.grayscale() && view.jitter().changes().isEmpty(), .2 * .2);
    assertShare(view -> view.flipHorizontally() && view.crop().top() == 0, .5 * topShare());
  }

  @ParameterizedTest
  @CsvSource({"BRIGHTNESS, .6, 1.4", "CONTRAST, .6, 1.4", "SATURATION, .6, 1.4", "HUE, -.1, .1"})
  void amountsAreUniform(Adjustment adjustment, double least, double most) {
    double[] amounts =
        JITTERS.stream()
            .mapToDouble(amountOf(adjustment))
            .map(a -> (a - least) / (most - least))
            .toArray();

    assertThat(kolmogorovDistance(amounts)).isLessThan(1.95 / Math.sqrt(amounts.length));
  }

  @Test
  void amountsDoNotDependOnEachOther() {
    for (Adjustment one : Adjustment.values()) {
      for (Adjustment other : Adjustment.values()) {
        if (one != other) {
          assertThat(correlation(amountOf(one), amountOf(other)))
              .isCloseTo(0, within(4 / Math.sqrt(JITTERS.size())));
        }
      }
    }
  }

  @Test
  void allOrdersOfTheFourAdjustmentsAreEquallyLikely() {
    Map<List<Adjustment>, Long> orders =
        JITTERS.stream()
            .map(jitter -> jitter.changes().stream().map(ColourJitter.Change::adjustment).toList())
            .collect(Collectors.groupingBy(order -> order, Collectors.counting()));

    double expected = JITTERS.size() / 24.0;
    double chiSquare =
        orders.values().stream().mapToDouble(n -> (n - expected) * (n - expected) / expected).sum();
    assertThat(orders).hasSize(24);
    assertThat((chiSquare - 23) / Math.sqrt(2 * 23)).isLessThan(4);
  }

  /** Share and ratio at their greatest: every attempt is too wide. */
  @Test
  void whatDoesNotFitInTenAttemptsIsTheWholeImage() {
    CountingGenerator random = new CountingGenerator(Math.nextDown(1.0));

    assertThat(ResizedCrop.draw(random)).isEqualTo(ResizedCrop.WHOLE);
    assertThat(random.doubles).isEqualTo(20);
  }

  private static ToDoubleFunction<ColourJitter> amountOf(Adjustment adjustment) {
    return jitter ->
        jitter.changes().stream()
            .filter(change -> change.adjustment() == adjustment)
            .mapToDouble(ColourJitter.Change::amount)
            .sum();
  }

  private static void assertShare(Predicate<ContrastiveView> what, double expected) {
    double share = VIEWS.stream().filter(what).count() / (double) DRAWS;
    assertThat(share).isCloseTo(expected, within(4 * Math.sqrt(expected * (1 - expected) / DRAWS)));
  }

  private static double topShare() {
    return VIEWS.stream().filter(view -> view.crop().top() == 0).count() / (double) DRAWS;
  }

  private static Collector<Object, ?, Integer> counting() {
    return Collectors.summingInt(any -> 1);
  }

  /** Greatest distance of the distribution of these numbers from that of uniform ones. */
  private static double kolmogorovDistance(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double greatest = 0;
    for (int i = 0; i < sorted.length; i++) {
      double below = sorted[i] - (double) i / sorted.length;
      double above = (i + 1.0) / sorted.length - sorted[i];
      greatest = Math.max(greatest, Math.max(below, above));
    }
    return greatest;
  }

  private static double correlation(
      ToDoubleFunction<ColourJitter> one, ToDoubleFunction<ColourJitter> other) {
    double meanOne = JITTERS.stream().mapToDouble(one).average().orElseThrow();
    double meanOther = JITTERS.stream().mapToDouble(other).average().orElseThrow();
    double product = 0;
    double squareOne = 0;
    double squareOther = 0;
    for (ColourJitter jitter : JITTERS) {
      double a = one.applyAsDouble(jitter) - meanOne;
      double b = other.applyAsDouble(jitter) - meanOther;
      product += a * b;
      squareOne += a * a;
      squareOther += b * b;
    }
    return product / Math.sqrt(squareOne * squareOther);
  }

  /**
   * Two samples of counts compared; what is rarer than 10 in both together is left out.
   *
   * @param chiSquare of the two-sample test
   */
  private record Comparison(double chiSquare, int degrees) {
    static Comparison of(Map<Integer, Integer> one, Map<Integer, Integer> other) {
      double sizeOne = one.values().stream().mapToInt(n -> n).sum();
      double sizeOther = other.values().stream().mapToInt(n -> n).sum();
      Set<Integer> values = new TreeSet<>(one.keySet());
      values.addAll(other.keySet());
      double chiSquare = 0;
      int degrees = -1;
      for (int value : values) {
        double a = one.getOrDefault(value, 0);
        double b = other.getOrDefault(value, 0);
        if (a + b >= 10) {
          double difference =
              a * Math.sqrt(sizeOther / sizeOne) - b * Math.sqrt(sizeOne / sizeOther);
          chiSquare += difference * difference / (a + b);
          degrees++;
        }
      }
      return new Comparison(chiSquare, degrees);
    }

    double standardised() {
      return (chiSquare - degrees) / Math.sqrt(2 * degrees);
    }
  }

  private static final class CountingGenerator implements RandomGenerator {
    private final double value;
    private int doubles;

    CountingGenerator(double value) {
      this.value = value;
    }

    @Override
    public double nextDouble() {
      doubles++;
      return value;
    }

    @Override
    public double nextDouble(double origin, double bound) {
      return origin + nextDouble() * (bound - origin);
    }

    @Override
    public long nextLong() {
      throw new AssertionError("no window fits, so none is placed");
    }
  }
}

package org.prunescope.contract.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RandomStreamTest {
  /** Known answers published with the algorithm. */
  @Test
  void philoxGivesTheKnownAnswers() {
    assertThat(philox(0, 0, 0, 0, 0L))
        .containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
    assertThat(philox(-1, -1, -1, -1, -1L))
        .containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
    assertThat(philox(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0x299f31d0a4093822L))
        .containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
  }

  @Test
  void theSamePlaceDrawsTheSameNumbers() {
    RandomStream first = new RandomStream(7, 1, 2, 3, Purpose.SAMPLE_ORDER);
    RandomStream second = new RandomStream(7, 1, 2, 3, Purpose.SAMPLE_ORDER);
    for (int i = 0; i < 100; i++) {
      assertThat(first.nextLong()).isEqualTo(second.nextLong());
    }
  }

  @Test
  void everyCoordinateOpensAnotherStream() {
    Set<Long> first = new HashSet<>();
    first.add(new RandomStream(7, 1, 2, 3, Purpose.SAMPLE_ORDER).nextLong());
    first.add(new RandomStream(8, 1, 2, 3, Purpose.SAMPLE_ORDER).nextLong());
    first.add(new RandomStream(7, 2, 2, 3, Purpose.SAMPLE_ORDER).nextLong());
    first.add(new RandomStream(7, 1, 3, 3, Purpose.SAMPLE_ORDER).nextLong());
    first.add(new RandomStream(7, 1, 2, 4, Purpose.SAMPLE_ORDER).nextLong());
    first.add(new RandomStream(7, 1, 2, 3, Purpose.INITIALISATION).nextLong());
    assertThat(first).hasSize(6);
  }

  @Test
  void everyPurposeHasItsOwnCode() {
    assertThat(Arrays.stream(Purpose.values()).map(Purpose::code).distinct())
        .hasSize(Purpose.values().length);
  }

  @Test
  void uniformNumbersHaveTheMeanAndSpreadOfTheUniformDistribution() {
    RandomStream random = stream();
    double[] drawn = IntStream.range(0, 100_000).mapToDouble(i -> random.nextDouble()).toArray();
    assertThat(Arrays.stream(drawn).allMatch(u -> u >= 0 && u < 1)).isTrue();
    assertThat(mean(drawn)).isCloseTo(0.5, within(0.005));
    assertThat(variance(drawn)).isCloseTo(1.0 / 12, within(0.002));
  }

  @Test
  void gaussianNumbersHaveMeanZeroAndUnitSpread() {
    RandomStream random = stream();
    double[] drawn = IntStream.range(0, 100_000).mapToDouble(i -> random.nextGaussian()).toArray();
    assertThat(mean(drawn)).isCloseTo(0, within(0.015));
    assertThat(variance(drawn)).isCloseTo(1, within(0.02));
  }

  @Test
  void boundedNumbersAreEvenlySpread() {
    RandomStream random = stream();
    int[] count = new int[7];
    for (int i = 0; i < 70_000; i++) {
      count[random.nextInt(7)]++;
    }
    assertThat(Arrays.stream(count)).allSatisfy(n -> assertThat(n).isBetween(9_600, 10_400));
  }

  @Test
  void aPermutationHoldsEveryIndexOnce() {
    int[] order = stream().permutation(1000);
    assertThat(Arrays.stream(order).sorted().toArray())
        .isEqualTo(IntStream.range(0, 1000).toArray());
    assertThat(order).isNotEqualTo(IntStream.range(0, 1000).toArray());
  }

  @Test
  void refusesBoundsAndCoordinatesOutOfRange() {
    assertThatThrownBy(() -> stream().nextInt(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RandomStream(0, 65_536, 0, 0, Purpose.PRUNING))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RandomStream(0, 0, -1, 0, Purpose.PRUNING))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static RandomStream stream() {
    return new RandomStream(42, 0, 0, 0, Purpose.RESAMPLING);
  }

  private static int[] philox(int c0, int c1, int c2, int c3, long key) {
    int[] out = new int[4];
    RandomStream.philox(new int[] {c0, c1, c2, c3}, key, out);
    return out;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double variance(double[] values) {
    double mean = mean(values);
    return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
  }
}

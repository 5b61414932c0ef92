package org.prunescope.trainer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SampleOrderTest {
  private final SampleOrder order = new SampleOrder(5, 0, 10, 4);

  @Test
  void everyEpochSeesEverySampleOnceAndKeepsItsLastPartialBatch() {
    assertThat(order.batch(1)).hasSize(4);
    assertThat(order.batch(3)).hasSize(2);
    assertThat(samples(1, 3)).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(samples(4, 6)).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(samples(4, 6)).isNotEqualTo(samples(1, 3));
  }

  @Test
  void epochsAreCountedFromZero() {
    assertThat(order.epoch(1)).isZero();
    assertThat(order.epoch(3)).isZero();
    assertThat(order.epoch(4)).isEqualTo(1);
  }

  @Test
  void aBatchDoesNotDependOnWhatWasAskedBefore() {
    int[] late = order.batch(5);

    assertThat(new SampleOrder(5, 0, 10, 4).batch(5)).isEqualTo(late);
    assertThat(order.batch(1)).isEqualTo(new SampleOrder(5, 0, 10, 4).batch(1));
  }

  @Test
  void seedsAndPhasesHaveOrdersOfTheirOwn() {
    SampleOrder large = new SampleOrder(5, 0, 1000, 1000);

    assertThat(large.batch(1)).isNotEqualTo(new SampleOrder(6, 0, 1000, 1000).batch(1));
    assertThat(large.batch(1)).isNotEqualTo(new SampleOrder(5, 1, 1000, 1000).batch(1));
  }

  private int[] samples(int fromStep, int toStep) {
    return IntStream.rangeClosed(fromStep, toStep)
        .flatMap(step -> IntStream.of(order.batch(step)))
        .toArray();
  }
}

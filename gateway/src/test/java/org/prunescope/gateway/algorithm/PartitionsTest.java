package org.prunescope.gateway.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartitionsTest {
  @Test
  void theLongestRunsTakeTheLeastLoadedPartitions() {
    // given two partitions, the second with 4 steps to go
    // then 7 -> 0, 5 -> 1, 3 -> 0 (7 against 9), 2 -> 1 (10 against 9)
    assertThat(Partitions.assign(List.of(3L, 7L, 2L, 5L), List.of(0L, 4L)))
        .containsExactly(0, 0, 1, 1);
  }

  @Test
  void equalRunsSpreadInTheirOrder() {
    assertThat(Partitions.assign(Collections.nCopies(5, 10L), Collections.nCopies(3, 0L)))
        .containsExactly(0, 1, 2, 0, 1);
  }
}

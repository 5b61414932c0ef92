package org.prunescope.gateway.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartitionsTest {
  @Test
  void theCostliestRunsTakeTheLeastLoadedPartitions() {
    // given two partitions, the second with 4 to go
    // then 7 -> 0, 5 -> 1, 3 -> 0 (7 against 9), 2 -> 1 (10 against 9)
    assertThat(Partitions.assign(List.of(3L, 7L, 2L, 5L), List.of(0L, 4L)))
        .containsExactly(0, 0, 1, 1);
  }

  @Test
  void equalRunsSpreadInTheirOrderAndFarFromEachOther() {
    assertThat(Partitions.assign(Collections.nCopies(5, 10L), Collections.nCopies(3, 0L)))
        .containsExactly(0, 2, 1, 0, 2);
    assertThat(Partitions.assign(Collections.nCopies(8, 10L), Collections.nCopies(8, 0L)))
        .containsExactly(0, 4, 2, 6, 1, 5, 3, 7);
  }

  @Test
  void whatIsLeftOverFallsToEveryTrainersNeighboursAlike() {
    // given four trainers of four neighbouring partitions each, and one run too many for half of
    // them
    List<Integer> partitions =
        Partitions.assign(Collections.nCopies(16 + 8, 10L), Collections.nCopies(16, 0L));

    for (int trainer = 0; trainer < 4; trainer++) {
      int first = 4 * trainer;
      assertThat(partitions).filteredOn(p -> p >= first && p < first + 4).hasSize(6);
    }
  }
}

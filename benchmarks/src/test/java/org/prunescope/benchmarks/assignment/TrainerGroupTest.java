package org.prunescope.benchmarks.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.prunescope.benchmarks.assignment.TrainerGroup.Joining;

class TrainerGroupTest {
  @Test
  void whoJoinsTogetherGetsNeighbours() {
    assertThat(TrainerGroup.trainerOfEach(6, 3, Joining.TOGETHER))
        .containsExactly(0, 0, 1, 1, 2, 2);
  }

  /** The second keeps the first of what it had; the third gets what they give up, in one order. */
  @Test
  void whoWasThereKeepsWhatItMay() {
    assertThat(TrainerGroup.trainerOfEach(16, 3, Joining.ONE_BY_ONE))
        .containsExactly(0, 0, 0, 0, 0, 0, 2, 2, 1, 1, 1, 1, 1, 2, 2, 2);
  }

  @ParameterizedTest
  @EnumSource
  void everyPartitionIsOneTrainersAndNoneHasTwoMoreThanAnother(Joining joining) {
    for (int trainers : List.of(1, 5, 12, 48, 64, 70)) {
      List<Integer> owners = TrainerGroup.trainerOfEach(64, trainers, joining);

      assertThat(owners).hasSize(64).allMatch(owner -> owner >= 0 && owner < trainers);
      List<Integer> counts =
          IntStream.range(0, trainers).mapToObj(i -> Collections.frequency(owners, i)).toList();
      assertThat(Collections.max(counts) - Collections.min(counts)).isLessThanOrEqualTo(1);
    }
  }
}

package org.prunescope.benchmarks.assignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.prunescope.benchmarks.assignment.Workload.Chain;
import org.prunescope.benchmarks.assignment.Workload.Segment;

class SimulationTest {
  private static final List<Integer> ONE_TRAINER = List.of(0, 0);
  private static final List<Integer> TWO_TRAINERS = List.of(0, 1);

  @Test
  void oneTrainerTakesTheSumOfAllSegments() {
    Workload workload = new Workload(List.of(trunk(1, 2), trunk(4), trunk(8)));

    assertThat(Simulation.makespan(workload, List.of(0, 0, 1), ONE_TRAINER, 0)).isEqualTo(15);
  }

  @Test
  void aPartitionIsOneTrainersHoweverManyAreIdle() {
    Workload workload = new Workload(List.of(trunk(5), trunk(5)));

    assertThat(Simulation.makespan(workload, List.of(0, 0), TWO_TRAINERS, 0)).isEqualTo(10);
    assertThat(Simulation.makespan(workload, List.of(0, 1), TWO_TRAINERS, 0)).isEqualTo(5);
  }

  @Test
  void aBranchWaitsForTheSegmentThatItForksAt() {
    // given a trunk of 3 + 4 whose branch of 10 begins after 3, on another trainer
    Workload workload =
        new Workload(
            List.of(
                new Chain(false, List.of(new Segment(3, List.of(1)), new Segment(4, List.of()))),
                new Chain(true, List.of(new Segment(10, List.of())))));

    assertThat(Simulation.makespan(workload, List.of(0, 1), TWO_TRAINERS, 0)).isEqualTo(13);
    assertThat(Simulation.makespan(workload, List.of(0, 1), TWO_TRAINERS, 0.5)).isEqualTo(13.5);
    assertThat(workload.longestChainSeconds()).isEqualTo(13);
    assertThat(workload.totalSeconds()).isEqualTo(17);
    assertThat(workload.idealSeconds(1)).isEqualTo(17);
    assertThat(workload.idealSeconds(2)).isEqualTo(13);
  }

  /**
   * By hand: 0-1 the trunk's first segment, 1-6 the other run's first, 6-7 the trunk's second,
   * which releases the branch, 7-37. Trained without turns, the trunk would have released it at 2.
   */
  @Test
  void runsOfOnePartitionTakeTurnsSegmentBySegment() {
    Workload workload =
        new Workload(
            List.of(
                new Chain(false, List.of(new Segment(1, List.of()), new Segment(1, List.of(2)))),
                trunk(5, 5),
                new Chain(true, List.of(new Segment(30, List.of())))));

    assertThat(Simulation.makespan(workload, List.of(0, 0, 1), TWO_TRAINERS, 0)).isEqualTo(37);
  }

  @Test
  void aTrainersPartitionsTakeTurnsToo() {
    // given three runs on partition 0 and one on partition 1, whose second segment frees a branch
    Workload workload =
        new Workload(
            List.of(
                trunk(1, 1),
                trunk(1, 1),
                trunk(1, 1),
                new Chain(false, List.of(new Segment(1, List.of()), new Segment(1, List.of(4)))),
                new Chain(true, List.of(new Segment(100, List.of())))));

    // when partitions 0 and 1 are one trainer's: 0, 1, 0, 1 - the branch is free at 4, not at 7
    assertThat(Simulation.makespan(workload, List.of(0, 0, 0, 1, 2), List.of(0, 0, 1), 0))
        .isEqualTo(104);
  }

  @Test
  void aDecisionsTimeIsIdleTimeOnlyWhereNothingElseIsThere() {
    Workload alone = new Workload(List.of(trunk(1, 1, 1)));
    Workload two = new Workload(List.of(trunk(1, 1, 1), trunk(1, 1, 1)));

    assertThat(Simulation.makespan(alone, List.of(0), List.of(0), 0.25)).isEqualTo(3.5);
    assertThat(Simulation.makespan(two, List.of(0, 0), List.of(0), 0.25))
        .isCloseTo(6, within(0.01));
  }

  @Test
  void aBranchThatNothingReleasesIsAnError() {
    Workload workload = new Workload(List.of(new Chain(true, List.of(new Segment(1, List.of())))));

    assertThatThrownBy(() -> Simulation.makespan(workload, List.of(0), List.of(0), 0))
        .isInstanceOf(IllegalStateException.class);
  }

  private static Chain trunk(double... seconds) {
    return new Chain(
        false,
        DoubleStream.of(seconds)
            .mapToObj(second -> new Segment(second, Collections.emptyList()))
            .toList());
  }
}

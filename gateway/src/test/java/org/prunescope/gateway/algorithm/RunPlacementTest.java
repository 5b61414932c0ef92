package org.prunescope.gateway.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.plan.DataSetFingerprint;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.plan.PlannedRun;
import org.prunescope.gateway.algorithm.estimate.TrainingCost;
import org.prunescope.gateway.request.ExperimentReader;
import org.prunescope.gateway.request.Preset;

/** The 660 runs of {@code corti-2022}, whose updates differ in cost by a factor of 24. */
class RunPlacementTest {
  private static final int TRAIN_SAMPLES = 50_000;
  private static final Experiment REQUEST =
      ExperimentReader.read(Preset.named("corti-2022").orElseThrow());

  @Test
  void noPartitionHoldsMuchMoreThanItsShareOfTheCost() {
    assertThat(fullest(Collections.nCopies(64, 0L), 1)).isLessThan(1 / 0.97);
    assertThat(fullest(Collections.nCopies(48, 0L), 1)).isLessThan(1 / 0.99);
  }

  /** Trainers get neighbouring partitions from the uniform assignor. */
  @Test
  void noEightNeighboursHoldMuchMoreThanTheirShareOfTheCost() {
    assertThat(fullest(Collections.nCopies(64, 0L), 8)).isLessThan(1 / 0.99);
  }

  @Test
  void whatAPartitionStillHoldsIsMadeUpFor() {
    // given a partition that holds what a partition would get of the experiment
    long[] loads = loads(plan(Collections.nCopies(64, 0L)));
    Long[] outstanding = new Long[64];
    Arrays.fill(outstanding, 0L);
    outstanding[17] = Arrays.stream(loads).sum() / 64;

    // when the experiment is planned on top of it, it gets next to nothing
    assertThat(loads(plan(List.of(outstanding)))[17]).isLessThan(outstanding[17] / 20);
    assertThat(fullest(List.of(outstanding), 1)).isLessThan(1 / 0.95);
  }

  /** The greatest cost of so many neighbours, in shares of the mean, with what they held. */
  private static double fullest(List<Long> outstanding, int neighbours) {
    long[] loads = loads(plan(outstanding));
    for (int partition = 0; partition < loads.length; partition++) {
      loads[partition] += outstanding.get(partition);
    }
    long greatest = 0;
    for (int first = 0; first < loads.length; first += neighbours) {
      long load = Arrays.stream(loads, first, first + neighbours).sum();
      greatest = Math.max(greatest, load);
    }
    double mean = (double) Arrays.stream(loads).sum() * neighbours / loads.length;
    return greatest / mean;
  }

  private static long[] loads(Plan plan) {
    long[] loads = new long[plan.partitions()];
    for (PlannedRun run : plan.runs()) {
      loads[run.partition()] +=
          TrainingCost.ofOwnUpdates(
              plan.variant(run.variant()), REQUEST.architecture(), TRAIN_SAMPLES);
    }
    return loads;
  }

  private static Plan plan(List<Long> outstanding) {
    return ExperimentPlanner.plan(
        new ExperimentId("placed"),
        REQUEST,
        new DataSetFingerprint(
            "0".repeat(64), Collections.nCopies(10, "class"), TRAIN_SAMPLES, 10_000),
        outstanding);
  }
}

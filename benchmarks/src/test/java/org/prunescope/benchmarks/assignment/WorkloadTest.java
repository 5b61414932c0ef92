package org.prunescope.benchmarks.assignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.prunescope.benchmarks.assignment.Workload.Chain;
import org.prunescope.benchmarks.command.TrainerSpeeds;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.plan.DataSetFingerprint;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.plan.Variant;
import org.prunescope.gateway.algorithm.ExperimentPlanner;
import org.prunescope.gateway.request.ExperimentReader;
import org.prunescope.gateway.request.Preset;

class WorkloadTest {
  private static final Plan PLAN =
      ExperimentPlanner.plan(
          new ExperimentId("work"),
          ExperimentReader.read(Preset.named("corti-2022").orElseThrow()),
          new DataSetFingerprint("0".repeat(64), Collections.nCopies(10, "class"), 50_000, 10_000),
          Collections.nCopies(64, 0L));
  private static final Workload WORKLOAD =
      Workload.of(PLAN, new SegmentTimes(new TrainerSpeeds(300, 290, 900), 0));

  @Test
  void aTrunkTakesItsEpochsAtItsSpeeds() {
    // 205 epochs of 50,000 images
    assertThat(seconds("cross-entropy_dense")).isCloseTo(205 * 50_000 / 300., within(1e-3));
    // 500 epochs of two views, 100 of the linear probe
    assertThat(seconds("supcon_dense"))
        .isCloseTo(500 * 2 * 50_000 / 290. + 100 * 50_000 / 900., within(1e-3));
  }

  @Test
  void aBranchTakesNoneOfItsTrunksTime() {
    assertThat(seconds("supcon_one-shot_0.9")).isCloseTo(30 * 50_000 / 300., within(1e-3));
    // forks after 247 updates of 1,020.4 images
    assertThat(seconds("supcon_dense") - seconds("supcon_early_0.9"))
        .isCloseTo(247 * 50_000 / 49. * 2 / 290, within(1e-3));
  }

  @Test
  void everyBranchIsReleasedOnceByTheRunOfItsSeed() {
    List<Integer> released =
        WORKLOAD.chains().stream()
            .flatMap(chain -> chain.segments().stream())
            .flatMap(segment -> segment.branches().stream())
            .toList();

    assertThat(released).hasSize(20 * 30).doesNotHaveDuplicates();
    for (int run = 0; run < PLAN.runs().size(); run++) {
      long seed = PLAN.runs().get(run).seed();
      Variant variant = PLAN.variant(PLAN.runs().get(run).variant());
      WORKLOAD.chains().get(run).segments().stream()
          .flatMap(segment -> segment.branches().stream())
          .map(PLAN.runs()::get)
          .forEach(
              branch -> {
                assertThat(branch.seed()).isEqualTo(seed);
                assertThat(Objects.requireNonNull(PLAN.variant(branch.variant()).fork()).trunk())
                    .isEqualTo(variant.id());
              });
    }
  }

  @Test
  void anOverheadCountsForEverySegment() {
    Workload slower = Workload.of(PLAN, new SegmentTimes(new TrainerSpeeds(300, 290, 900), 2));
    long segments = slower.chains().stream().mapToLong(chain -> chain.segments().size()).sum();

    assertThat(slower.totalSeconds() - WORKLOAD.totalSeconds())
        .isCloseTo(2. * segments, within(1e-3));
  }

  private static double seconds(String variant) {
    for (int run = 0; run < PLAN.runs().size(); run++) {
      if (PLAN.runs().get(run).variant().value().equals(variant)) {
        Chain chain = WORKLOAD.chains().get(run);
        return chain.segments().stream().mapToDouble(Workload.Segment::seconds).sum();
      }
    }
    throw new AssertionError("no run of " + variant);
  }
}

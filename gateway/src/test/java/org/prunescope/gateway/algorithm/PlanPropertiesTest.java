package org.prunescope.gateway.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.prunescope.gateway.algorithm.Experiments.DENSE;
import static org.prunescope.gateway.algorithm.Experiments.gradual;
import static org.prunescope.gateway.algorithm.Experiments.oneShot;
import static org.prunescope.gateway.algorithm.Experiments.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.PruningPlan;
import org.prunescope.contract.experiment.PruningPlan.Close;
import org.prunescope.contract.experiment.PruningPlan.Events;
import org.prunescope.contract.plan.Fork;
import org.prunescope.contract.plan.MaskEvent;
import org.prunescope.contract.plan.Phase;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.plan.PlannedRun;
import org.prunescope.contract.plan.Variant;
import org.prunescope.contract.position.Position;
import org.prunescope.contract.position.Stage;

/** What holds for every plan, on plans drawn at random. */
class PlanPropertiesTest {
  private static final int TRAIN_SAMPLES = 64;

  @ParameterizedTest
  @MethodSource("drawn")
  void everyForkIsACheckpointOfItsTrunkUpToWhichBothAreTheSame(long seed) {
    Plan plan = draw(seed, true);

    for (Variant variant : plan.variants()) {
      Fork fork = variant.fork();
      if (fork != null) {
        Variant trunk = plan.variant(fork.trunk());
        assertThat(trunk.fork()).isNull();
        assertThat(trunk.segmentEnds()).contains(fork.at());
        List<Phase> shared = trunk.phases().subList(0, fork.at().phase() + 1);
        assertThat(variant.phases()).startsWith(shared.toArray(Phase[]::new));
        assertThat(trunk.masks()).noneMatch(mask -> !mask.at().isAfter(fork.at()));
        assertThat(variant.masks()).allMatch(mask -> mask.at().isAfter(fork.at()));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("drawn")
  void masksAscendInPositionAndInSparsity(long seed) {
    for (Variant variant : draw(seed, true).variants()) {
      assertThat(variant.masks()).extracting(MaskEvent::at).doesNotHaveDuplicates().isSorted();
      assertThat(variant.masks()).extracting(MaskEvent::sparsity).isSorted();
      double remaining = 1;
      for (MaskEvent mask : variant.masks()) {
        assertThat(mask.at().stage()).isEqualTo(Stage.PRUNED);
        assertThat(mask.sparsity()).isPositive();
        remaining *= 1 - mask.shareOfRemaining();
        assertThat(1 - remaining).isCloseTo(mask.sparsity(), within(1e-12));
      }
    }
  }

  /** Walks a run as the decider does: from checkpoint to mask to segment, to the end. */
  @ParameterizedTest
  @MethodSource("drawn")
  void aRunPassesEveryMaskAndEveryUpdateOnceInBoundedSegments(long seed) {
    Plan plan = draw(seed, true);

    for (Variant variant : plan.variants()) {
      Fork fork = variant.fork();
      Position position = fork == null ? variant.segmentEnds().getFirst() : fork.at();
      long updates = 0;
      int masks = 0;
      while (true) {
        Optional<MaskEvent> mask = variant.maskAfter(position);
        if (mask.isPresent()) {
          position = mask.get().at();
          masks++;
        }
        Optional<Position> next = variant.segmentEndAfter(position);
        if (next.isEmpty()) {
          break;
        }
        if (next.get().phase() == position.phase()) {
          int steps = next.get().step() - position.step();
          assertThat(steps).isBetween(1, plan.request().segmentSteps());
          updates += steps;
        } else {
          assertThat(position.step()).isEqualTo(variant.phases().get(position.phase()).steps());
          assertThat(next.get()).isEqualTo(Position.trained(position.phase() + 1, 0));
        }
        position = next.get();
      }
      assertThat(updates).isEqualTo(variant.ownSteps());
      assertThat(masks).isEqualTo(variant.masks().size());
      assertThat(position).isEqualTo(variant.end());
      assertThat(variant.measured()).containsExactly(position);
    }
  }

  @ParameterizedTest
  @MethodSource("drawn")
  void sharingChangesNeitherMasksNorPhasesNorMeasurements(long seed) {
    Plan shared = draw(seed, true);
    Plan unshared = draw(seed, false);

    assertThat(unshared.variants()).hasSameSizeAs(shared.variants());
    for (Variant variant : unshared.variants()) {
      Variant other = shared.variant(variant.id());
      assertThat(variant.masks()).isEqualTo(other.masks());
      assertThat(variant.phases()).isEqualTo(other.phases());
      assertThat(variant.measured()).isEqualTo(other.measured());
      assertThat(variant.ownSteps()).isGreaterThanOrEqualTo(other.ownSteps());
    }
  }

  @ParameterizedTest
  @MethodSource("drawn")
  void everyVariantRunsOnceForEverySeedOnAPartitionOfTheTopics(long seed) {
    Plan plan = draw(seed, true);

    assertThat(plan.runs()).hasSize(plan.variants().size() * plan.request().seeds().size());
    assertThat(plan.runs()).extracting(plan::id).doesNotHaveDuplicates();
    assertThat(plan.runs())
        .extracting(PlannedRun::partition)
        .allMatch(partition -> partition >= 0 && partition < plan.partitions());
  }

  static LongStream drawn() {
    return LongStream.range(0, 60);
  }

  private static Plan draw(long seed, boolean shareTrunks) {
    Random random = new Random(seed);
    int epochs = 1 + random.nextInt(6);
    int batch = 1 + random.nextInt(40);
    int updates = epochs * Math.ceilDiv(TRAIN_SAMPLES, batch);
    List<PruningPlan> plans = new ArrayList<>();
    plans.add(DENSE);
    if (random.nextBoolean()) {
      plans.add(oneShot("one-shot", training(1 + random.nextInt(3), batch)));
    }
    for (int i = 0; i < random.nextInt(3); i++) {
      int begin = 1 + random.nextInt(updates);
      int end = begin + 1 + random.nextInt(updates + 1 - begin);
      plans.add(
          gradual(
              "gradual-" + i,
              random.nextBoolean() ? 0 : 0.1,
              begin,
              end,
              1 + random.nextInt(end - begin),
              Close.EXACT,
              i == 0 ? Events.FROM_BEGIN : Events.MULTIPLES));
    }
    Experiment request =
        Experiments.experiment(
            training(epochs, batch),
            plans,
            List.of(0.5, 0.9),
            1 + random.nextInt(4),
            1 + random.nextInt(50),
            shareTrunks);
    return Experiments.plan(request, TRAIN_SAMPLES);
  }
}

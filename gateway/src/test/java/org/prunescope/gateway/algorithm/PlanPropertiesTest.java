package org.prunescope.gateway.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.prunescope.contract.experiment.Measurement;
import org.prunescope.contract.plan.Fork;
import org.prunescope.contract.plan.Learning;
import org.prunescope.contract.plan.MaskEvent;
import org.prunescope.contract.plan.Part;
import org.prunescope.contract.plan.Phase;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.plan.PlannedRun;
import org.prunescope.contract.plan.Variant;
import org.prunescope.contract.position.Position;
import org.prunescope.contract.position.Stage;
import org.prunescope.contract.pruning.Gradual;
import org.prunescope.contract.pruning.Pruning;

/** What holds for every plan, on plans of several objectives and phases drawn at random. */
class PlanPropertiesTest {
  @ParameterizedTest
  @MethodSource("drawn")
  void everyForkIsTheLastCheckpointOfItsTrunkUpToWhichBothAreTheSame(long seed) {
    Plan plan = DrawnPlans.draw(seed, true);

    for (Variant variant : plan.variants()) {
      Fork fork = variant.fork();
      if (fork == null) {
        assertThat(variant.baseline()).isNull();
        continue;
      }
      Variant trunk = plan.variant(fork.trunk());
      assertThat(trunk.fork()).isNull();
      assertThat(trunk.id()).isEqualTo(variant.baseline());
      assertThat(trunk.objective()).isEqualTo(variant.objective());
      assertThat(trunk.segmentEnds()).contains(fork.at());
      assertThat(trunk.masks()).isEmpty();
      assertThat(variant.phases()).startsWith(trunk.phases().toArray(Phase[]::new));
      assertThat(variant.masks()).allMatch(mask -> mask.at().isAfter(fork.at()));

      // and the trunk goes no further with it: here it is pruned, or leaves the trunk's phases
      boolean prunedHere = variant.maskAfter(fork.at()).isPresent();
      boolean leavesHere = fork.at().equals(trunk.end());
      assertThat(prunedHere || leavesHere).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("drawn")
  void masksAscendAndTargetsRiseWithinEveryScope(long seed) {
    for (Variant variant : DrawnPlans.draw(seed, true).variants()) {
      assertThat(variant.masks()).extracting(MaskEvent::at).doesNotHaveDuplicates().isSorted();
      for (Part part : Part.values()) {
        List<MaskEvent> masks =
            variant.masks().stream().filter(mask -> mask.part() == part).toList();
        assertThat(masks).extracting(MaskEvent::sparsity).isSorted();
        double remaining = 1;
        for (MaskEvent mask : masks) {
          assertThat(mask.at().stage()).isEqualTo(Stage.PRUNED);
          assertThat(mask.sparsity()).isGreaterThan(0).isLessThanOrEqualTo(variant.sparsity());
          remaining *= 1 - mask.shareOfRemaining();
          assertThat(1 - remaining).isCloseTo(mask.sparsity(), within(1e-12));
        }
      }
    }
  }

  /** A scope never spans phases, and a projection is in none. */
  @ParameterizedTest
  @MethodSource("drawn")
  void everyMaskRanksWhatItsPhaseTrains(long seed) {
    for (Variant variant : DrawnPlans.draw(seed, true).variants()) {
      for (MaskEvent mask : variant.masks()) {
        Part expected =
            switch (variant.phases().get(mask.at().phase()).learning()) {
              case Learning.CrossEntropy crossEntropy -> Part.NETWORK;
              case Learning.Contrastive contrastive -> Part.ENCODER;
              case Learning.LinearProbe probe -> Part.CLASSIFIER;
              default -> throw new AssertionError(mask);
            };
        assertThat(mask.part()).isEqualTo(expected);
      }
    }
  }

  /** Walks a run as the decider does: from checkpoint to mask to segment, to the end. */
  @ParameterizedTest
  @MethodSource("drawn")
  void aRunPassesEveryMaskAndEveryUpdateOnceInBoundedSegments(long seed) {
    Plan plan = DrawnPlans.draw(seed, true);

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
      assertThat(variant.measured().getLast()).isEqualTo(position);
    }
  }

  @ParameterizedTest
  @MethodSource("drawn")
  void sharedAndUnsharedPlansDoTheSameWork(long seed) {
    Plan shared = DrawnPlans.draw(seed, true);
    Plan unshared = DrawnPlans.draw(seed, false);

    assertThat(unshared.variants()).hasSameSizeAs(shared.variants());
    for (Variant variant : unshared.variants()) {
      Variant other = shared.variant(variant.id());
      assertThat(variant.fork()).isNull();
      assertThat(variant.masks()).isEqualTo(other.masks());
      assertThat(variant.phases()).isEqualTo(other.phases());
      List<Position> own =
          variant.measured().stream().filter(position -> isOwn(position, other)).toList();
      assertThat(other.measured()).isEqualTo(own);
      // and what a branch leaves to its trunk is measured there
      if (other.fork() != null) {
        List<Position> left = new ArrayList<>(variant.measured());
        left.removeAll(own);
        assertThat(shared.variant(other.fork().trunk()).measured()).containsAll(left);
      }
      assertThat(variant.ownSteps())
          .isEqualTo(variant.phases().stream().mapToLong(Phase::steps).sum())
          .isEqualTo(other.ownSteps() + sharedSteps(other));
    }
  }

  /** Position by position, from the request alone. */
  @ParameterizedTest
  @MethodSource("drawn")
  void exactlyTheMarkedPositionsAreMeasuredInOrderAndTheEndLast(long seed) {
    Plan plan = DrawnPlans.draw(seed, true);

    for (Variant variant : plan.variants()) {
      List<Position> expected = new ArrayList<>();
      for (int phase = 0; phase < variant.phases().size(); phase++) {
        for (int step = 0; step <= variant.phases().get(phase).steps(); step++) {
          for (Stage stage : Stage.values()) {
            Position position = new Position(phase, step, stage);
            if (isOwn(position, variant)
                && (position.equals(variant.end()) || isMarked(position, variant, plan))) {
              expected.add(position);
            }
          }
        }
      }
      assertThat(variant.measured()).isEqualTo(expected);
      assertThat(variant.measured().getLast()).isEqualTo(variant.end());
      List<Position> reached = new ArrayList<>(variant.segmentEnds());
      variant.masks().forEach(mask -> reached.add(mask.at()));
      assertThat(reached).doesNotHaveDuplicates().containsAll(variant.measured());
    }
  }

  private static boolean isMarked(Position position, Variant variant, Plan plan) {
    Phase phase = variant.phases().get(position.phase());
    if (phase.learning() instanceof Learning.Contrastive) {
      return false;
    }
    Measurement asked = plan.request().measurement();
    int every = asked.measureEvery();
    boolean isRegular =
        every > 0
            && position.stage() == Stage.TRAINED
            && position.step() > 0
            && (position.step() % every == 0 || position.step() == phase.steps());
    boolean isMasked = isMasked(variant, position);
    boolean isBesideAMask =
        variant.baseline() == null
            && position.stage() == Stage.TRAINED
            && plan.variants().stream()
                .filter(other -> variant.id().equals(other.baseline()))
                .anyMatch(other -> isMasked(other, position));
    return isRegular || (asked.measurePruned() && (isMasked || isBesideAMask));
  }

  private static boolean isMasked(Variant variant, Position position) {
    return variant.masks().stream()
        .map(MaskEvent::at)
        .anyMatch(at -> at.phase() == position.phase() && at.step() == position.step());
  }

  private static boolean isOwn(Position position, Variant variant) {
    return variant.fork() == null || position.isAfter(variant.fork().at());
  }

  @ParameterizedTest
  @MethodSource("drawn")
  void everyVariantRunsOnceForEverySeedOnAPartitionOfTheTopics(long seed) {
    Plan plan = DrawnPlans.draw(seed, true);

    assertThat(plan.runs()).hasSize(plan.variants().size() * plan.request().seeds().size());
    assertThat(plan.runs()).extracting(plan::id).doesNotHaveDuplicates();
    assertThat(plan.runs())
        .extracting(PlannedRun::partition)
        .allMatch(partition -> partition >= 0 && partition < plan.partitions());
  }

  @ParameterizedTest
  @MethodSource("drawn")
  void everyObjectiveIsPrunedByEveryPlanThatAppliesToIt(long seed) {
    Plan plan = DrawnPlans.draw(seed, true);

    plan.request()
        .objectives()
        .forEach(
            objective -> {
              long applying =
                  plan.request().pruningPlans().stream()
                      .filter(
                          pruning ->
                              pruning instanceof Pruning p
                                  && (!(p instanceof Gradual g)
                                      || g.windows().stream()
                                          .anyMatch(w -> w.objective().equals(objective.text()))))
                      .count();
              assertThat(plan.variants())
                  .filteredOn(variant -> variant.objective().equals(objective.text()))
                  .hasSize((int) (1 + applying * plan.request().sparsities().size()));
            });
  }

  @ParameterizedTest
  @MethodSource("drawn")
  void everyPlanReadsBackFromItsArtifact(long seed) {
    Plan plan = DrawnPlans.draw(seed, true);

    assertThat(Plan.read(plan.write())).isEqualTo(plan);
  }

  static LongStream drawn() {
    return LongStream.range(0, 60);
  }

  private static long sharedSteps(Variant variant) {
    Fork fork = variant.fork();
    if (fork == null) {
      return 0;
    }
    return variant.phases().stream().limit(fork.at().phase()).mapToLong(Phase::steps).sum()
        + fork.at().step();
  }
}

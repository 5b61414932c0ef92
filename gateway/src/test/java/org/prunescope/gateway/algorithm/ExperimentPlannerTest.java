package org.prunescope.gateway.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.prunescope.gateway.algorithm.Experiments.DENSE;
import static org.prunescope.gateway.algorithm.Experiments.experiment;
import static org.prunescope.gateway.algorithm.Experiments.gradual;
import static org.prunescope.gateway.algorithm.Experiments.oneShot;
import static org.prunescope.gateway.algorithm.Experiments.training;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.prunescope.contract.experiment.VariantId;
import org.prunescope.contract.plan.Fork;
import org.prunescope.contract.plan.MaskEvent;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.plan.PlannedRun;
import org.prunescope.contract.plan.Variant;
import org.prunescope.contract.position.Position;
import org.prunescope.contract.pruning.CubicSchedule.Close;
import org.prunescope.contract.pruning.CubicSchedule.Events;
import org.prunescope.contract.pruning.Gradual;

class ExperimentPlannerTest {
  private static final VariantId TRUNK = new VariantId("cross-entropy_dense");

  /** 10 updates of training (2 epochs of 5), 5 of fine-tuning. */
  private static Plan small(boolean shareTrunks) {
    return Experiments.plan(
        experiment(
            training(2, 10),
            List.of(DENSE, oneShot("one-shot", training(1, 10)), gradual("gradual", 3, 9, 2)),
            List.of(0.5, 0.9),
            2,
            4,
            shareTrunks),
        50);
  }

  @Test
  void aTrunksSegmentsEndAtZeroAtMultiplesAtForksAndAtTheEnd() {
    Variant dense = small(true).variant(TRUNK);

    // Both gradual variants fork before step 5 (the event at 3 removes nothing), one-shot at 10.
    assertThat(dense.segmentEnds())
        .extracting(Position::text)
        .containsExactly("0-0-trained", "0-4-trained", "0-8-trained", "0-10-trained");
    assertThat(dense.masks()).isEmpty();
    assertThat(dense.baseline()).isNull();
    assertThat(dense.measured()).containsExactly(Position.trained(0, 10));
  }

  @Test
  void aOneShotVariantForksAtTheTrunksEndAndIsPrunedAsFineTuningBegins() {
    Variant oneShot = small(true).variant(new VariantId("cross-entropy_one-shot_0.9"));

    assertThat(oneShot.fork()).isEqualTo(new Fork(TRUNK, Position.trained(0, 10)));
    assertThat(oneShot.phases()).extracting("name").containsExactly("training", "fine-tuning");
    assertThat(oneShot.segmentEnds())
        .containsExactly(Position.trained(1, 0), Position.trained(1, 4), Position.trained(1, 5));
    assertThat(oneShot.masks()).hasSize(1);
    MaskEvent mask = oneShot.masks().getFirst();
    assertThat(mask.at()).isEqualTo(Position.pruned(1, 0));
    assertThat(mask.sparsity()).isEqualTo(0.9);
    assertThat(mask.shareOfRemaining()).isEqualTo(0.9);
    assertThat(oneShot.baseline()).isEqualTo(TRUNK);
    assertThat(oneShot.ownSteps()).isEqualTo(5);
    assertThat(oneShot.measured()).containsExactly(Position.trained(1, 5));
  }

  @Test
  void aGradualVariantForksBeforeTheFirstEventThatRemovesAnything() {
    Variant gradual = small(true).variant(new VariantId("cross-entropy_gradual_0.5"));

    assertThat(gradual.fork()).isEqualTo(new Fork(TRUNK, Position.trained(0, 4)));
    assertThat(gradual.masks())
        .extracting(MaskEvent::at)
        .containsExactly(Position.pruned(0, 4), Position.pruned(0, 6), Position.pruned(0, 8));
    assertThat(gradual.segmentEnds())
        .containsExactly(Position.trained(0, 6), Position.trained(0, 8), Position.trained(0, 10));
    assertThat(gradual.ownSteps()).isEqualTo(6);
  }

  @Test
  void anInitialSparsityPrunesAtTheFirstEvent() {
    Plan plan =
        Experiments.plan(
            experiment(
                training(2, 10),
                List.of(DENSE, gradual("g", 0.1, 1, 5, 2, Close.EXACT, Events.FROM_BEGIN)),
                List.of(0.9),
                1,
                100,
                true),
            50);

    Variant gradual = plan.variant(new VariantId("cross-entropy_g_0.9"));

    assertThat(Objects.requireNonNull(gradual.fork()).at()).isEqualTo(Position.trained(0, 0));
    assertThat(gradual.masks().getFirst().at()).isEqualTo(Position.pruned(0, 0));
  }

  @Test
  void withoutSharingEveryVariantTrainsFromItsFirstStep() {
    Plan plan = small(false);

    for (Variant variant : plan.variants()) {
      assertThat(variant.fork()).isNull();
      assertThat(variant.segmentEnds().getFirst()).isEqualTo(Position.trained(0, 0));
    }
    Variant oneShot = plan.variant(new VariantId("cross-entropy_one-shot_0.9"));
    assertThat(oneShot.segmentEnds())
        .extracting(Position::text)
        .containsExactly(
            "0-0-trained",
            "0-4-trained",
            "0-8-trained",
            "0-10-trained",
            "1-0-trained",
            "1-4-trained",
            "1-5-trained");
    Variant shared = small(true).variant(oneShot.id());
    assertThat(oneShot.masks()).isEqualTo(shared.masks());
    assertThat(oneShot.measured()).isEqualTo(shared.measured());
  }

  @Test
  void aMaskMayFollowTheLastUpdate() {
    Plan plan = withGradual(gradual("g", 5, 11, 2));

    Variant gradual = plan.variant(new VariantId("cross-entropy_g_0.9"));

    assertThat(gradual.segmentEnds().getLast()).isEqualTo(Position.trained(0, 10));
    assertThat(gradual.masks().getLast().at()).isEqualTo(Position.pruned(0, 10));
    assertThat(gradual.measured()).containsExactly(Position.pruned(0, 10));
    assertThat(gradual.end()).isEqualTo(Position.pruned(0, 10));
  }

  @Test
  void aBranchMayBeAMaskAndNothingElse() {
    Plan plan = withGradual(gradual("g", 10, 11, 1));

    Variant gradual = plan.variant(new VariantId("cross-entropy_g_0.9"));

    assertThat(gradual.segmentEnds()).isEmpty();
    assertThat(gradual.end()).isEqualTo(Position.pruned(0, 10));
    assertThat(gradual.measured()).containsExactly(Position.pruned(0, 10));
    assertThat(gradual.ownSteps()).isZero();
    assertThat(plan.variant(TRUNK).segmentEnds()).contains(Position.trained(0, 10));
  }

  @Test
  void releasesSeedBySeedWithTheTrunkBeforeItsBranches() {
    Plan plan = small(true);

    assertThat(plan.runs()).hasSize(10);
    assertThat(plan.runs()).extracting(PlannedRun::seed).isSorted();
    assertThat(plan.runs().get(0).variant()).isEqualTo(TRUNK);
    assertThat(plan.runs().get(5).variant()).isEqualTo(TRUNK);
    assertThat(plan.runs()).doesNotHaveDuplicates();
    assertThat(plan.runs()).extracting(PlannedRun::partition).contains(0, 1, 2, 3);
  }

  @Test
  void theSameRequestMakesTheSamePlanAndItsArtifactReadsBack() {
    byte[] bytes = small(true).write();

    assertThat(small(true).write()).isEqualTo(bytes);
    assertThat(Plan.read(bytes)).isEqualTo(small(true));
  }

  /** Corti et al. 2022, supervised: 50,000 images, batch 128, 205 epochs. */
  @Test
  void thePublishedSupervisedPlanShares1499Updates() {
    Plan plan =
        Experiments.plan(
            experiment(
                training(205, 128),
                List.of(
                    DENSE,
                    oneShot("one-shot", training(30, 128)),
                    gradual("gradual", 0, 1000, 20000, 500, Close.AS_PUBLISHED, Events.MULTIPLES)),
                List.of(0.3, 0.5, 0.7, 0.9),
                30,
                200,
                true),
            50_000);

    Variant dense = plan.variant(TRUNK);
    Variant gradual = plan.variant(new VariantId("cross-entropy_gradual_0.9"));
    Variant oneShot = plan.variant(new VariantId("cross-entropy_one-shot_0.3"));

    assertThat(dense.ownSteps()).isEqualTo(80_155);
    assertThat(Objects.requireNonNull(gradual.fork()).at()).isEqualTo(Position.trained(0, 1_499));
    assertThat(gradual.ownSteps()).isEqualTo(80_155 - 1_499);
    assertThat(gradual.masks()).hasSize(38);
    assertThat(oneShot.ownSteps()).isEqualTo(11_730);
    assertThat(plan.runs()).hasSize(9 * 30);
  }

  /** Corti et al. 2022, contrastive pre-training: batch 1,024, 500 epochs. */
  @ParameterizedTest
  @CsvSource({"125, 2500, 247", "2440, 4760, 2541"})
  void thePublishedEarlyAndLatePlansShareUpToTheirSecondMultiple(int begin, int end, int shared) {
    Plan plan =
        Experiments.plan(
            experiment(
                training(500, 1024),
                List.of(
                    DENSE, gradual("g", 0, begin, end, 62, Close.AS_PUBLISHED, Events.MULTIPLES)),
                List.of(0.9),
                1,
                200,
                true),
            50_000);

    Variant gradual = plan.variant(new VariantId("cross-entropy_g_0.9"));

    assertThat(plan.variant(TRUNK).ownSteps()).isEqualTo(24_500);
    assertThat(gradual.ownSteps()).isEqualTo(24_500 - shared);
  }

  private static Plan withGradual(Gradual gradual) {
    return Experiments.plan(
        experiment(training(2, 10), List.of(DENSE, gradual), List.of(0.9), 1, 4, true), 50);
  }
}

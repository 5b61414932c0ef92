package org.prunescope.gateway.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;
import static org.prunescope.gateway.algorithm.Experiments.DENSE;
import static org.prunescope.gateway.algorithm.Experiments.atInitialisation;
import static org.prunescope.gateway.algorithm.Experiments.experiment;
import static org.prunescope.gateway.algorithm.Experiments.gradual;
import static org.prunescope.gateway.algorithm.Experiments.iterative;
import static org.prunescope.gateway.algorithm.Experiments.oneShot;
import static org.prunescope.gateway.algorithm.Experiments.simClr;
import static org.prunescope.gateway.algorithm.Experiments.supCon;
import static org.prunescope.gateway.algorithm.Experiments.training;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.VariantId;
import org.prunescope.contract.objective.CrossEntropy;
import org.prunescope.contract.objective.Objective;
import org.prunescope.contract.plan.Fork;
import org.prunescope.contract.plan.Learning;
import org.prunescope.contract.plan.MaskEvent;
import org.prunescope.contract.plan.Part;
import org.prunescope.contract.plan.Phase;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.plan.Variant;
import org.prunescope.contract.position.Position;
import org.prunescope.contract.pruning.PruningPlan;
import org.prunescope.contract.pruning.Window;

/** Plans of runs that are pre-trained, probed and fine-tuned. */
class MultiPhasePlanTest {
  /** Of 50 images: 10 updates of pre-training in batches of 10, 6 of the probe in batches of 25. */
  private static final Objective SUPCON = supCon(training(2, 10), training(3, 25));

  private static final VariantId TRUNK = new VariantId("supcon_dense");

  private static final Window PRE_TRAINING = new Window("supcon", "pre-training", 3, 9, 2);
  private static final Window PROBE = new Window("supcon", "linear-probe", 2, 6, 2);

  @Test
  void aContrastiveRunIsPreTrainedAndThenProbed() {
    Variant dense = plan(DENSE).variant(TRUNK);

    assertThat(dense.phases())
        .extracting(Phase::name)
        .containsExactly("pre-training", "linear-probe");
    assertThat(dense.phases()).extracting(Phase::steps).containsExactly(10, 6);
    assertThat(dense.phases())
        .extracting(Phase::learning)
        .containsExactly(
            new Learning.Contrastive(true, 0.5, 0.07, 128), new Learning.LinearProbe());
    assertThat(dense.segmentEnds())
        .extracting(Position::text)
        .containsExactly(
            "0-0-trained",
            "0-4-trained",
            "0-8-trained",
            "0-10-trained",
            "1-0-trained",
            "1-4-trained",
            "1-6-trained");
    assertThat(dense.measured()).containsExactly(Position.trained(1, 6));
    assertThat(dense.ownSteps()).isEqualTo(16);
  }

  @Test
  void simClrLearnsWithoutLabels() {
    Plan plan =
        Experiments.plan(
            experiment(
                List.of(simClr(training(2, 10), training(3, 25))),
                List.of(DENSE),
                List.of(),
                1,
                4,
                true),
            50);

    assertThat(plan.variants().getFirst().phases().getFirst().learning())
        .isEqualTo(new Learning.Contrastive(false, 0.5, 0.07, 128));
  }

  @Test
  void aGradualRunSharesItsPhaseUpToTheFirstEventThatRemovesAnythingAndNothingOfTheProbe() {
    Variant gradual = pruned(plan(DENSE, gradual("g", PRE_TRAINING, PROBE)), "supcon_g_0.5");

    // The event at 3 removes nothing; the one at 5 comes after four updates.
    assertThat(gradual.fork()).isEqualTo(new Fork(TRUNK, Position.trained(0, 4)));
    assertThat(gradual.ownSteps()).isEqualTo(16 - 4);
    assertThat(gradual.masks())
        .extracting(mask -> mask.at().text(), MaskEvent::part)
        .containsExactly(
            tuple("0-4-pruned", Part.ENCODER),
            tuple("0-6-pruned", Part.ENCODER),
            tuple("0-8-pruned", Part.ENCODER),
            tuple("1-3-pruned", Part.CLASSIFIER),
            tuple("1-5-pruned", Part.CLASSIFIER));
  }

  @Test
  void targetsAndSharesOfTheRemainingBeginAnewInEveryWindow() {
    Variant gradual = pruned(plan(DENSE, gradual("g", PRE_TRAINING, PROBE)), "supcon_g_0.5");

    // Of a window's thirds: 0.5 (1 - (2/3)^3), 0.5 (1 - (1/3)^3), 0.5; of its halves 0.4375, 0.5.
    List<Double> sparsities = gradual.masks().stream().map(MaskEvent::sparsity).toList();
    List<Double> expected = List.of(19 / 54.0, 26 / 54.0, 0.5, 0.4375, 0.5);
    List<Double> shares = gradual.masks().stream().map(MaskEvent::shareOfRemaining).toList();
    List<Double> expectedShares = List.of(19 / 54.0, 7 / 35.0, 1 / 28.0, 0.4375, 1 / 9.0);
    for (int mask = 0; mask < expected.size(); mask++) {
      assertThat(sparsities.get(mask)).isCloseTo(expected.get(mask), within(1e-15));
      assertThat(shares.get(mask)).isCloseTo(expectedShares.get(mask), within(1e-14));
    }
  }

  @Test
  void aGradualRunThatPrunesTheProbeAloneSharesPreTrainingWhole() {
    Plan plan = plan(DENSE, gradual("g", PROBE));
    Variant gradual = pruned(plan, "supcon_g_0.5");

    assertThat(gradual.fork()).isEqualTo(new Fork(TRUNK, Position.trained(1, 3)));
    assertThat(gradual.ownSteps()).isEqualTo(6 - 3);
    assertThat(gradual.segmentEnds())
        .containsExactly(Position.trained(1, 4), Position.trained(1, 5), Position.trained(1, 6));
    assertThat(plan.variant(TRUNK).segmentEnds()).contains(Position.trained(1, 3));
  }

  @Test
  void theOrderOfTheWindowsDoesNotMatter() {
    assertThat(pruned(plan(DENSE, gradual("g", PROBE, PRE_TRAINING)), "supcon_g_0.9").masks())
        .isEqualTo(pruned(plan(DENSE, gradual("g", PRE_TRAINING, PROBE)), "supcon_g_0.9").masks());
  }

  @Test
  void aMaskMayFollowAPhasesLastUpdateAndTheNextPhaseBeginsFromIt() {
    Window closing = new Window("supcon", "pre-training", 9, 11, 1);
    Variant gradual = pruned(plan(DENSE, gradual("g", closing)), "supcon_g_0.5");

    assertThat(gradual.masks())
        .extracting(MaskEvent::at)
        .containsExactly(Position.pruned(0, 9), Position.pruned(0, 10));
    assertThat(gradual.segmentEndAfter(Position.pruned(0, 10))).contains(Position.trained(1, 0));
    assertThat(gradual.measured()).containsExactly(Position.trained(1, 6));
  }

  @Test
  void aOneShotRunSharesAllPhasesOfTheDenseRunTheProbeIncluded() {
    Plan plan = plan(DENSE, oneShot("one-shot", training(1, 10)));
    Variant oneShot = pruned(plan, "supcon_one-shot_0.9");

    assertThat(oneShot.fork()).isEqualTo(new Fork(TRUNK, Position.trained(1, 6)));
    assertThat(oneShot.phases())
        .extracting(Phase::name)
        .containsExactly("pre-training", "linear-probe", "fine-tuning");
    assertThat(oneShot.phases().getLast().learning()).isEqualTo(new Learning.CrossEntropy());
    assertThat(oneShot.masks()).hasSize(1);
    assertThat(oneShot.masks().getFirst().at()).isEqualTo(Position.pruned(2, 0));
    assertThat(oneShot.masks().getFirst().part()).isEqualTo(Part.NETWORK);
    assertThat(oneShot.ownSteps()).isEqualTo(5);
    assertThat(oneShot.baseline()).isEqualTo(TRUNK);
  }

  @Test
  void iterativePruningRemovesTheSameShareOfWhatRemainsInEveryRound() {
    Variant iterative = pruned(plan(DENSE, iterative("i", 3, training(1, 10))), "supcon_i_0.9");

    assertThat(iterative.phases())
        .extracting(Phase::name)
        .containsExactly(
            "pre-training", "linear-probe", "fine-tuning", "fine-tuning", "fine-tuning");
    assertThat(iterative.masks())
        .extracting(MaskEvent::at)
        .containsExactly(Position.pruned(2, 0), Position.pruned(3, 0), Position.pruned(4, 0));
    for (MaskEvent mask : iterative.masks()) {
      assertThat(mask.shareOfRemaining()).isCloseTo(1 - Math.cbrt(0.1), within(1e-15));
    }
    assertThat(iterative.masks().getFirst().sparsity())
        .isCloseTo(1 - Math.cbrt(0.1), within(1e-15));
    assertThat(iterative.ownSteps()).isEqualTo(3 * 5);
  }

  /** 1 - (1 - s) is not s in double precision, and half a weight may hang on it. */
  @Test
  void theLastRoundsSparsityIsTheOneThatWasAskedForToTheLastBit() {
    for (double sparsity : List.of(0.1, 0.3, 0.7, 0.9, 0.95, 0.99)) {
      for (int rounds : List.of(1, 2, 3, 10)) {
        Plan plan =
            Experiments.plan(
                experiment(
                    List.of(SUPCON),
                    List.of(DENSE, iterative("i", rounds, training(1, 10))),
                    List.of(sparsity),
                    1,
                    4,
                    true),
                50);

        assertThat(plan.variants().getLast().masks().getLast().sparsity()).isEqualTo(sparsity);
      }
    }
  }

  @Test
  void atInitialisationPrunesInEachPhaseWhatIsNewInIt() {
    Variant initial = pruned(plan(DENSE, atInitialisation("a")), "supcon_a_0.9");

    assertThat(initial.fork()).isEqualTo(new Fork(TRUNK, Position.trained(0, 0)));
    assertThat(initial.masks())
        .extracting(mask -> mask.at().text(), MaskEvent::part, MaskEvent::sparsity)
        .containsExactly(
            tuple("0-0-pruned", Part.ENCODER, 0.9), tuple("1-0-pruned", Part.CLASSIFIER, 0.9));
    assertThat(initial.ownSteps()).isEqualTo(16);
  }

  @Test
  void aGradualPlanPrunesTheObjectivesThatItHasWindowsFor() {
    Experiment request =
        experiment(
            List.of(new CrossEntropy(training(2, 10)), SUPCON),
            List.of(
                DENSE,
                gradual("both", new Window("cross-entropy", "training", 1, 9, 2), PRE_TRAINING),
                gradual("probe", PROBE),
                oneShot("one-shot", training(1, 10))),
            List.of(0.5, 0.9),
            2,
            4,
            true);

    Plan plan = Experiments.plan(request, 50);

    assertThat(plan.variants())
        .extracting(variant -> variant.id().value())
        .containsExactly(
            "cross-entropy_dense",
            "cross-entropy_both_0.5",
            "cross-entropy_both_0.9",
            "cross-entropy_one-shot_0.5",
            "cross-entropy_one-shot_0.9",
            "supcon_dense",
            "supcon_both_0.5",
            "supcon_both_0.9",
            "supcon_probe_0.5",
            "supcon_probe_0.9",
            "supcon_one-shot_0.5",
            "supcon_one-shot_0.9");
    assertThat(plan.runs()).hasSize(24);
  }

  private static Plan plan(PruningPlan... plans) {
    return Experiments.plan(
        experiment(List.of(SUPCON), List.of(plans), List.of(0.5, 0.9), 1, 4, true), 50);
  }

  private static Variant pruned(Plan plan, String id) {
    return plan.variant(new VariantId(id));
  }
}

package org.prunescope.gateway.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.prunescope.gateway.algorithm.Experiments.DENSE;
import static org.prunescope.gateway.algorithm.Experiments.atInitialisation;
import static org.prunescope.gateway.algorithm.Experiments.experiment;
import static org.prunescope.gateway.algorithm.Experiments.gradual;
import static org.prunescope.gateway.algorithm.Experiments.measurement;
import static org.prunescope.gateway.algorithm.Experiments.oneShot;
import static org.prunescope.gateway.algorithm.Experiments.supCon;
import static org.prunescope.gateway.algorithm.Experiments.training;
import static org.prunescope.gateway.algorithm.Experiments.with;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.Measurement;
import org.prunescope.contract.experiment.VariantId;
import org.prunescope.contract.field.InvalidFieldException;
import org.prunescope.contract.objective.CrossEntropy;
import org.prunescope.contract.objective.Objective;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.plan.Variant;
import org.prunescope.contract.position.Position;
import org.prunescope.contract.pruning.CubicSchedule;
import org.prunescope.contract.pruning.PruningPlan;
import org.prunescope.contract.pruning.Window;

/** Where along training runs are measured. */
class MarkedPositionsTest {
  /** Of 50 images 10 updates. */
  private static final Objective CROSS_ENTROPY = new CrossEntropy(training(2, 10));

  /** 10 updates of pre-training, 6 of the probe. */
  private static final Objective SUPCON = supCon(training(2, 10), training(3, 25));

  private static final PruningPlan ONE_SHOT = oneShot("one-shot", training(1, 10));

  /** Masks after updates 4, 6 and 8. */
  private static final PruningPlan GRADUAL = gradual("gradual", 3, 9, 2);

  @Test
  void everySoManyUpdatesOfAPhaseAndItsEndAreMeasured() {
    Plan plan = plan(CROSS_ENTROPY, measurement(4, false), true, ONE_SHOT, GRADUAL);

    assertThat(measured(plan, "cross-entropy_dense"))
        .containsExactly("0-4-trained", "0-8-trained", "0-10-trained");
    // The fork at 4 is the dense run's.
    assertThat(measured(plan, "cross-entropy_gradual_0.9"))
        .containsExactly("0-8-trained", "0-10-trained");
    assertThat(measured(plan, "cross-entropy_one-shot_0.9"))
        .containsExactly("1-4-trained", "1-5-trained");
  }

  @Test
  void segmentsEndWhereSomethingIsMeasured() {
    Plan plan = plan(CROSS_ENTROPY, measurement(7, false), true, ONE_SHOT);

    assertThat(variant(plan, "cross-entropy_dense").segmentEnds())
        .extracting(Position::text)
        .containsExactly(
            "0-0-trained", "0-4-trained", "0-7-trained", "0-8-trained", "0-10-trained");
  }

  @Test
  void aNetworkWithoutAClassifierIsNotMeasured() {
    Plan plan = plan(SUPCON, measurement(4, false), true, ONE_SHOT);

    assertThat(measured(plan, "supcon_dense")).containsExactly("1-4-trained", "1-6-trained");
    assertThat(measured(plan, "supcon_one-shot_0.9")).containsExactly("2-4-trained", "2-5-trained");
  }

  @Test
  void aMaskIsMeasuredBeforeAndAfterAndTheDenseRunAtTheSameUpdates() {
    Plan plan = plan(CROSS_ENTROPY, measurement(0, true), true, ONE_SHOT, GRADUAL);

    // Before the first mask the run still is the dense one, which is measured there.
    assertThat(measured(plan, "cross-entropy_gradual_0.9"))
        .containsExactly(
            "0-4-pruned", "0-6-trained", "0-6-pruned", "0-8-trained", "0-8-pruned", "0-10-trained");
    assertThat(measured(plan, "cross-entropy_dense"))
        .containsExactly("0-4-trained", "0-6-trained", "0-8-trained", "0-10-trained");
    // The dense run has no fine-tuning.
    assertThat(measured(plan, "cross-entropy_one-shot_0.9"))
        .containsExactly("1-0-trained", "1-0-pruned", "1-5-trained");
  }

  @Test
  void withoutSharingARunIsMeasuredBeforeItsFirstMaskItself() {
    Plan plan = plan(CROSS_ENTROPY, measurement(0, true), false, GRADUAL);

    assertThat(measured(plan, "cross-entropy_gradual_0.9")).startsWith("0-4-trained", "0-4-pruned");
  }

  @Test
  void masksOfPreTrainingAreNotMeasured() {
    PruningPlan windows =
        gradual(
            "g",
            new Window("supcon", "pre-training", 3, 9, 2),
            new Window("supcon", "linear-probe", 2, 6, 2));
    Plan plan = plan(SUPCON, measurement(0, true), true, windows, atInitialisation("initial"));

    assertThat(measured(plan, "supcon_g_0.9"))
        .containsExactly("1-3-trained", "1-3-pruned", "1-5-trained", "1-5-pruned", "1-6-trained");
    assertThat(measured(plan, "supcon_initial_0.9"))
        .containsExactly("1-0-trained", "1-0-pruned", "1-6-trained");
    assertThat(measured(plan, "supcon_dense"))
        .containsExactly("1-0-trained", "1-3-trained", "1-5-trained", "1-6-trained");
  }

  @Test
  void theEndIsLastWhereAMaskIsTheEnd() {
    Plan plan = plan(CROSS_ENTROPY, measurement(5, true), true, gradual("g", 5, 11, 2));

    assertThat(measured(plan, "cross-entropy_g_0.9")).endsWith("0-10-trained", "0-10-pruned");
  }

  @Test
  void countsTheSegmentsThatMeasuringAdds() {
    // given of 1,000,000 updates a segment each 20, which is allowed
    Objective longTraining = new CrossEntropy(training(10_000, 1));
    Experiment request = experiment(List.of(longTraining), List.of(DENSE), List.of(), 1, 20, true);

    InvalidFieldException refusal =
        catchThrowableOfType(
            InvalidFieldException.class,
            () -> Experiments.plan(with(request, measurement(15, false)), 100));

    assertThat(refusal.field()).isEqualTo("measurement.measureEvery");
    assertThat(refusal.problem()).contains("116669 segments; 100000 are allowed");
    assertThat(Experiments.plan(with(request, measurement(100, false)), 100)).isNotNull();
  }

  @Test
  void refusesMoreMeasurementsThanThereMayBe() {
    // given 1,000 seeds, 101 measurements each
    Objective training = new CrossEntropy(training(202, 50));
    Experiment request = experiment(List.of(training), List.of(DENSE), List.of(), 1_000, 100, true);

    InvalidFieldException refusal =
        catchThrowableOfType(
            InvalidFieldException.class,
            () -> Experiments.plan(with(request, measurement(2, false)), 50));

    assertThat(refusal.field()).isEqualTo("measurement.measureEvery");
    assertThat(refusal.problem())
        .isEqualTo(
            "asks for 101000 measurements of 1000 runs; at most 100000 measurements are allowed");
    assertThat(Experiments.plan(with(request, measurement(3, false)), 50)).isNotNull();
  }

  @Test
  void namesTheMasksWhereTheyAreWhatIsMeasured() {
    // given 96 masks, each measured before and after
    Objective training = new CrossEntropy(training(100, 50));
    PruningPlan gradual =
        gradual("g", 0.1, 1, 97, 1, CubicSchedule.Close.EXACT, CubicSchedule.Events.FROM_BEGIN);
    Experiment request =
        experiment(List.of(training), List.of(DENSE, gradual), List.of(0.5, 0.9), 300, 100, true);

    InvalidFieldException refusal =
        catchThrowableOfType(
            InvalidFieldException.class,
            () -> Experiments.plan(with(request, measurement(0, true)), 50));

    assertThat(refusal.field()).isEqualTo("measurement.measurePruned");
  }

  private static Plan plan(
      Objective objective, Measurement measurement, boolean shareTrunks, PruningPlan... pruning) {
    List<PruningPlan> plans = new ArrayList<>(List.of(DENSE));
    plans.addAll(List.of(pruning));
    return Experiments.plan(
        with(experiment(List.of(objective), plans, List.of(0.9), 1, 4, shareTrunks), measurement),
        50);
  }

  private static Variant variant(Plan plan, String id) {
    return plan.variant(new VariantId(id));
  }

  private static List<String> measured(Plan plan, String id) {
    return variant(plan, id).measured().stream().map(Position::text).toList();
  }
}

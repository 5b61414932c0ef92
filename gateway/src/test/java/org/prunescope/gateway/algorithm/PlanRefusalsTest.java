package org.prunescope.gateway.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.prunescope.gateway.algorithm.Experiments.DENSE;
import static org.prunescope.gateway.algorithm.Experiments.atInitialisation;
import static org.prunescope.gateway.algorithm.Experiments.experiment;
import static org.prunescope.gateway.algorithm.Experiments.gradual;
import static org.prunescope.gateway.algorithm.Experiments.iterative;
import static org.prunescope.gateway.algorithm.Experiments.oneShot;
import static org.prunescope.gateway.algorithm.Experiments.simClr;
import static org.prunescope.gateway.algorithm.Experiments.supCon;
import static org.prunescope.gateway.algorithm.Experiments.training;
import static org.prunescope.gateway.algorithm.Experiments.with;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.criterion.Criterion;
import org.prunescope.contract.experiment.Augmentation;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.Measurement;
import org.prunescope.contract.experiment.Rounding;
import org.prunescope.contract.experiment.Scope;
import org.prunescope.contract.experiment.Training;
import org.prunescope.contract.field.InvalidFieldException;
import org.prunescope.contract.network.ResNet;
import org.prunescope.contract.network.WideResNet;
import org.prunescope.contract.objective.CrossEntropy;
import org.prunescope.contract.objective.Objective;
import org.prunescope.contract.objective.SupCon;
import org.prunescope.contract.pruning.CubicSchedule.Close;
import org.prunescope.contract.pruning.CubicSchedule.Events;
import org.prunescope.contract.pruning.Gradual;
import org.prunescope.contract.pruning.OneShot;
import org.prunescope.contract.pruning.PruningPlan;
import org.prunescope.contract.pruning.Window;

/** What cannot be planned, and the field that the refusal names. */
class PlanRefusalsTest {
  /** Of 50 images: 10 updates. */
  private static final Objective CROSS_ENTROPY = new CrossEntropy(training(2, 10));

  /** Of 50 images: 10 updates and 6. */
  private static final Objective SUPCON = supCon(training(2, 10), training(3, 25));

  private static final Window WINDOW = new Window("cross-entropy", "training", 3, 9, 2);
  private static final Window PRE_TRAINING = new Window("supcon", "pre-training", 3, 9, 2);
  private static final Window PROBE = new Window("supcon", "linear-probe", 2, 6, 2);

  @Test
  void anEventTwoStepsAfterTheLastUpdate() {
    refuses("pruningPlans[1].windows[0].endStep", "at most 11", gradual("g", 5, 12, 2));
    refuses(
        "pruningPlans[1].windows[1].endStep",
        "linear-probe has 6 updates: at most 7",
        gradual("g", PRE_TRAINING, new Window("supcon", "linear-probe", 2, 8, 2)));
  }

  @Test
  void aScheduleThatRemovesNothing() {
    refuses(
        "pruningPlans[1].windows[0].frequency",
        "no multiple",
        gradual("g", 0, 5, 7, 2, Close.AS_PUBLISHED, Events.MULTIPLES));
    refuses(
        "pruningPlans[1].windows[0].frequency",
        "no multiple",
        gradual("g", 0, 9, 15, 6, Close.AS_PUBLISHED, Events.MULTIPLES));
  }

  @Test
  void aWindowForAnObjectiveThatIsNotThere() {
    refuses(
        "pruningPlans[1].windows[1].objective",
        "[cross-entropy, supcon], not simclr",
        gradual("g", WINDOW, new Window("simclr", "pre-training", 3, 9, 2)));
  }

  @Test
  void aWindowInAPhaseThatItsObjectiveLacks() {
    refuses(
        "pruningPlans[1].windows[0].phase",
        "[pre-training, linear-probe] for supcon, not training",
        gradual("g", new Window("supcon", "training", 3, 9, 2)));
    refuses(
        "pruningPlans[1].windows[0].phase",
        "[training] for cross-entropy, not fine-tuning",
        gradual("g", new Window("cross-entropy", "fine-tuning", 3, 9, 2)));
  }

  @Test
  void anInitialSparsityThatIsNotBelowEverySparsity() {
    refuses(
        "pruningPlans[1].initialSparsity",
        "0.5 is not less than 0.5",
        gradual("g", 0.5, 3, 9, 2, Close.EXACT, Events.FROM_BEGIN));
  }

  @Test
  void twoPlansThatDifferInNameOnly() {
    refuses("pruningPlans[2]", "duplicates", gradual("one", WINDOW), gradual("two", WINDOW));
    refuses(
        "pruningPlans[3]",
        "as pruningPlans[1] does",
        oneShot("one", training(1, 10)),
        gradual("g", WINDOW),
        oneShot("two", training(1, 10)));
  }

  @Test
  void twoPlansThatPruneOneObjectiveTheSame() {
    refuses(
        "pruningPlans[2]",
        "prunes cross-entropy as pruningPlans[1] does",
        gradual("one", WINDOW),
        gradual("two", WINDOW, PRE_TRAINING));
  }

  @Test
  void twoPlansThatAreTheSameInOtherWords() {
    Training fineTuning = training(1, 10);
    refuses(
        "pruningPlans[2]",
        "duplicates",
        oneShot("one", fineTuning),
        iterative("two", 1, fineTuning));
    // Rounding: a single event takes its share of everything.
    refuses(
        "pruningPlans[2]",
        "duplicates",
        oneShot("one", fineTuning),
        new OneShot(
            "two", Scope.GLOBAL, Criterion.MAGNITUDE, Rounding.REMAINING_SHARE, false, fineTuning));
    // Events: the window begins at a multiple. Close: the frequency divides the window.
    refuses(
        "pruningPlans[2]",
        "duplicates",
        gradual("one", 0, 4, 8, 2, Close.EXACT, Events.FROM_BEGIN),
        gradual("two", 0, 4, 8, 2, Close.AS_PUBLISHED, Events.MULTIPLES));
    // An encoder has no bias to include.
    refuses(
        "pruningPlans[2]",
        "duplicates",
        inAWindow("one", Scope.GLOBAL, false, PRE_TRAINING),
        inAWindow("two", Scope.GLOBAL, true, PRE_TRAINING));
    // A classifier's weight is one layer.
    refuses(
        "pruningPlans[2]",
        "duplicates",
        inAWindow("one", Scope.GLOBAL, false, PROBE),
        inAWindow("two", Scope.LAYER, false, PROBE));
  }

  @Test
  void butNotPlansThatPruneOtherwise() {
    Training fineTuning = training(1, 10);
    assertThatCode(
            () ->
                plan(
                    oneShot("one-shot", fineTuning),
                    iterative("iterative", 2, fineTuning),
                    atInitialisation("initial"),
                    gradual("both", WINDOW, PRE_TRAINING),
                    gradual("more", PRE_TRAINING, PROBE),
                    inAWindow("global", Scope.GLOBAL, false, WINDOW),
                    inAWindow("bias", Scope.LAYER, true, WINDOW),
                    inAWindow("probe", Scope.GLOBAL, true, PROBE),
                    inAWindow("probe-layer", Scope.LAYER, true, PROBE)))
        .doesNotThrowAnyException();
  }

  @Test
  void moreThanFiveThousandRuns() {
    Experiment request =
        experiment(
            List.of(CROSS_ENTROPY, SUPCON),
            List.of(DENSE, gradual("g", WINDOW, PRE_TRAINING)),
            List.of(0.5, 0.9),
            834,
            4,
            true);

    refuses("seeds", "make 5004 runs of 6 variants; at most 5000 runs", request);
  }

  /** A mask of it once ended the pruner, and after the restart again. */
  @Test
  void aNetworkLargerThanTheServicesMemory() {
    Experiment small = experiment(List.of(SUPCON), List.of(DENSE), List.of(), 1, 4, true);

    refuses("architecture", "at most 12000000", with(small, new WideResNet(28, 10)));
    refuses("architecture", "at most 12000000", with(small, new ResNet(34, 64)));
    assertThatCode(() -> Experiments.plan(with(small, new ResNet(18, 64)), 50))
        .doesNotThrowAnyException();
  }

  @Test
  void aProjectionThatMakesTheNetworkTooLarge() {
    Objective wide = new SupCon(0.5, 0.07, 4096, training(2, 10), training(3, 25));
    Experiment request = experiment(List.of(wide), List.of(DENSE), List.of(), 1, 4, true);

    refuses("objectives[0].projectionWidth", "WRN-16-8", with(request, new WideResNet(16, 8)));
  }

  @Test
  void segmentsAndMasksWithoutNumber() {
    Experiment segments = experiment(training(10_000, 1), List.of(DENSE), List.of(), 1, 1, true);
    Experiment masks =
        experiment(
            training(10_000, 1),
            List.of(DENSE, gradual("g", 1, 400_000, 1)),
            List.of(0.9),
            1,
            100_000,
            true);
    List<Double> sparsities = IntStream.range(0, 1500).mapToObj(i -> (i + 1) / 2000.0).toList();
    Experiment rounds =
        experiment(
            training(2, 10),
            List.of(DENSE, iterative("i", 100, training(1, 10))),
            sparsities,
            1,
            100_000,
            true);

    refuses("segmentSteps", "100000 are allowed", segments);
    refuses("pruningPlans[1].windows[0].frequency", "100000 are allowed", masks);
    refuses("pruningPlans[1].rounds", "150000 masks", rounds);
  }

  @Test
  void moreUpdatesThanAStepCanCount() {
    Training endless = training(10_000, 1);
    Experiment request =
        experiment(
            List.of(supCon(training(2, 10), endless)), List.of(DENSE), List.of(), 1, 4, true);

    InvalidFieldException refusal =
        catchThrowableOfType(
            InvalidFieldException.class, () -> Experiments.plan(request, 1_000_000));

    assertThat(refusal.field()).isEqualTo("objectives[0].linearProbe.epochs");
  }

  @Test
  void aSparsityTooLongForAVariantsName() {
    refuses(
        "sparsities[0]",
        "decimals",
        experiment(
            training(2, 10), List.of(DENSE, gradual("g", WINDOW)), List.of(1e-30), 1, 4, true));
  }

  @Test
  void contrastiveLearningOfOneImageOrOfTwoEqualViews() {
    Training probe = training(3, 25);
    Training noViews =
        new Training(
            2, 10, training(2, 10).optimiser(), training(2, 10).learningRate(), Augmentation.NONE);

    refuses(
        "objectives[0].preTraining.augmentation",
        "must not be none",
        experiment(List.of(simClr(noViews, probe)), List.of(DENSE), List.of(), 1, 4, true));
  }

  @Test
  void depthSeedsThatAreNoSeeds() {
    Experiment request = experiment(List.of(SUPCON), List.of(DENSE), List.of(), 3, 4, true);

    refuses(
        "measurement.depthSeeds",
        "one of the seeds at least",
        with(request, new Measurement(true, 0, List.of(3L, 4L))));
    refuses(
        "measurement.depthSeeds[1]",
        "repeats 2",
        with(request, new Measurement(true, 0, List.of(2L, 2L))));
    // What a preset brings along when its seeds are overridden.
    assertThat(Experiments.plan(with(request, new Measurement(false, 0, List.of(0L, 3L))), 50))
        .isNotNull();
  }

  @Test
  void fewerTrainingImagesThanVote() {
    Experiment request = experiment(List.of(SUPCON), List.of(DENSE), List.of(), 1, 4, true);

    InvalidFieldException depth =
        catchThrowableOfType(
            InvalidFieldException.class,
            () -> Experiments.plan(with(request, new Measurement(true, 0, List.of())), 29));
    InvalidFieldException neighbours =
        catchThrowableOfType(
            InvalidFieldException.class,
            () -> Experiments.plan(with(request, new Measurement(false, 0, List.of())), 29));

    assertThat(depth.field()).isEqualTo("measurement.predictionDepth");
    assertThat(neighbours.field()).isEqualTo("measurement.knnAccuracy");
    assertThat(neighbours.problem()).isEqualTo("needs at least 30 training images, not 29");
    refuses(
        "measurement.supportSamples",
        "more than the 50",
        with(request, new Measurement(false, 51, List.of())));
  }

  private static Gradual inAWindow(String name, Scope scope, boolean includeBias, Window window) {
    return new Gradual(
        name,
        scope,
        Criterion.MAGNITUDE,
        Rounding.TOTAL,
        includeBias,
        0,
        List.of(window),
        Close.EXACT,
        Events.FROM_BEGIN);
  }

  private static void plan(PruningPlan... pruning) {
    Experiments.plan(of(pruning), 50);
  }

  private static Experiment of(PruningPlan... pruning) {
    List<PruningPlan> plans = new ArrayList<>(List.of(DENSE));
    plans.addAll(List.of(pruning));
    return experiment(List.of(CROSS_ENTROPY, SUPCON), plans, List.of(0.5, 0.9), 1, 4, true);
  }

  private static void refuses(String field, String problem, PruningPlan... pruning) {
    refuses(field, problem, of(pruning));
  }

  private static void refuses(String field, String problem, Experiment request) {
    InvalidFieldException refusal =
        catchThrowableOfType(InvalidFieldException.class, () -> Experiments.plan(request, 50));

    assertThat(refusal).isNotNull();
    assertThat(refusal.field()).isEqualTo(field);
    assertThat(refusal.problem()).contains(problem);
  }
}

package org.prunescope.benchmarks.stack;

import java.util.List;
import java.util.Locale;
import org.prunescope.benchmarks.command.TrainerSpeeds;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.objective.Objective;
import org.prunescope.contract.plan.Phase;
import org.prunescope.contract.pruning.Gradual;
import org.prunescope.contract.pruning.Window;

/**
 * How long an experiment trains from one mask to the next.
 *
 * @param phase objective and phase
 * @param updates from mask to mask
 * @param views of an update
 * @param speed views per second, above 0
 */
record PaperSpacing(String phase, int updates, int views, double speed) {
  private static final int CIFAR_10 = 50_000;

  /** The different spacings of an experiment's gradual plans. */
  static List<PaperSpacing> of(Experiment experiment, TrainerSpeeds speeds) {
    return experiment.pruningPlans().stream()
        .filter(Gradual.class::isInstance)
        .flatMap(plan -> ((Gradual) plan).windows().stream())
        .map(window -> of(experiment, window, speeds))
        .distinct()
        .toList();
  }

  private static PaperSpacing of(Experiment experiment, Window window, TrainerSpeeds speeds) {
    Objective objective =
        experiment.objectives().stream()
            .filter(known -> known.text().equals(window.objective()))
            .findFirst()
            .orElseThrow();
    Phase phase =
        objective.phases(CIFAR_10).stream()
            .filter(known -> known.name().equals(window.phase()))
            .findFirst()
            .orElseThrow();
    return new PaperSpacing(
        window.objective() + " " + window.phase(),
        window.frequency(),
        phase.learning().views() * phase.training().batchSize(),
        speeds.of(phase.learning()));
  }

  /** From mask to mask. */
  double seconds() {
    return updates * (double) views / speed;
  }

  /** A line that says what share of that so many milliseconds are, and from what. */
  String share(double millis) {
    return String.format(
        Locale.ROOT,
        "  %-26s %3d updates x %4d views / %.0f views/s = %5.0f s: %.3f %%",
        phase,
        updates,
        views,
        speed,
        seconds(),
        100 * millis / (1000 * seconds() + millis));
  }
}

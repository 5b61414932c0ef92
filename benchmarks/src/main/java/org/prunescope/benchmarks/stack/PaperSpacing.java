package org.prunescope.benchmarks.stack;

import java.util.List;
import java.util.Locale;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.Objective;
import org.prunescope.contract.experiment.PruningPlan;
import org.prunescope.contract.experiment.Training;
import org.prunescope.contract.experiment.Window;

/**
 * How long an experiment trains from one mask to the next.
 *
 * @param phase objective and phase
 * @param updates from mask to mask
 * @param views of an update
 * @param speed views per second, above 0
 */
record PaperSpacing(String phase, int updates, int views, double speed) {
  /**
   * The different spacings of an experiment's gradual plans.
   *
   * @param crossEntropy images per second
   * @param contrastive views per second
   * @param linearProbe images per second
   */
  static List<PaperSpacing> of(
      Experiment experiment, double crossEntropy, double contrastive, double linearProbe) {
    return experiment.pruningPlans().stream()
        .filter(PruningPlan.Gradual.class::isInstance)
        .flatMap(plan -> ((PruningPlan.Gradual) plan).windows().stream())
        .map(window -> of(experiment, window, crossEntropy, contrastive, linearProbe))
        .distinct()
        .toList();
  }

  private static PaperSpacing of(
      Experiment experiment,
      Window window,
      double crossEntropy,
      double contrastive,
      double linearProbe) {
    Objective objective =
        experiment.objectives().stream()
            .filter(known -> known.text().equals(window.objective()))
            .findFirst()
            .orElseThrow();
    String phase = window.objective() + " " + window.phase();
    return switch (objective) {
      case Objective.CrossEntropy own -> spacing(phase, window, own.training(), 1, crossEntropy);
      case Objective.Contrastive own ->
          window.phase().equals("pre-training")
              ? spacing(phase, window, own.preTraining(), 2, contrastive)
              : spacing(phase, window, own.linearProbe(), 1, linearProbe);
    };
  }

  private static PaperSpacing spacing(
      String phase, Window window, Training training, int views, double speed) {
    return new PaperSpacing(phase, window.frequency(), views * training.batchSize(), speed);
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

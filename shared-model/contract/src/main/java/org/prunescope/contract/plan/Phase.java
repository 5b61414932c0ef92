package org.prunescope.contract.plan;

import java.util.Objects;
import org.prunescope.contract.experiment.Training;

/**
 * One phase of a variant's runs.
 *
 * @param name {@code training}, {@code pre-training}, {@code linear-probe} or {@code fine-tuning}
 * @param steps updates in the phase, at least 1
 */
public record Phase(String name, Learning learning, int steps, Training training) {
  public Phase {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(learning, "learning");
    Objects.requireNonNull(training, "training");
  }
}

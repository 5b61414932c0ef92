package org.prunescope.contract.plan;

import java.util.Objects;
import org.prunescope.contract.experiment.Training;

/**
 * One phase of a variant's runs.
 *
 * @param name {@code training} or {@code fine-tuning}
 * @param objective what it learns by: {@code cross-entropy}
 * @param steps updates in the phase, at least 1
 */
public record Phase(String name, String objective, int steps, Training training) {
  public Phase {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(objective, "objective");
    Objects.requireNonNull(training, "training");
  }
}

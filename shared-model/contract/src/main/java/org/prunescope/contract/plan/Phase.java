package org.prunescope.contract.plan;

import java.util.Objects;
import org.prunescope.contract.experiment.Training;

/**
 * One phase of a variant's runs.
 *
 * @param name such as {@code training}, {@code pre-training}, {@code linear-probe} or {@code
 *     fine-tuning}
 * @param steps updates in the phase, at least 1
 */
public record Phase(String name, Learning learning, int steps, Training training) {
  public Phase {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(learning, "learning");
    Objects.requireNonNull(training, "training");
  }

  /** A phase over this many samples. */
  public static Phase of(String name, Learning learning, Training training, int trainSamples) {
    return new Phase(name, learning, training.steps(trainSamples), training);
  }

  /** Training of a whole pruned network, by cross-entropy, whatever it learned by before. */
  public static Phase fineTuning(Training training, int trainSamples) {
    return of("fine-tuning", new Learning.CrossEntropy(), training, trainSamples);
  }
}

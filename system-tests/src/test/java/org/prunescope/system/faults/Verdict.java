package org.prunescope.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.prunescope.contract.event.RunState;
import org.prunescope.contract.experiment.ExperimentId;

/**
 * What has become of one experiment, held against the same experiment undisturbed.
 *
 * @param states final state of each run, by {@code variant/seed}
 * @param duplicates checkpoints that were announced again: work done twice
 * @param lost runs without a final state, checkpoints and results that are missing
 * @param doubled runs that ended twice, results that were stored twice
 * @param hashDifferences checkpoints with other bytes than the undisturbed experiment's, or than
 *     their own double
 * @param problems everything that is wrong, these three included, a sentence each
 */
record Verdict(
    ExperimentId experiment,
    SortedMap<String, RunState> states,
    int duplicates,
    int lost,
    int doubled,
    int hashDifferences,
    List<String> problems) {
  Verdict {
    problems = List.copyOf(problems);
  }

  /**
   * Examines an experiment in which nothing more happens.
   *
   * @param reference the same experiment undisturbed
   * @param otherwise runs that must not end measured, by {@code variant/seed}, and how they must
   */
  static Verdict of(
      FaultStack stack, ExperimentId id, ExperimentId reference, Map<String, RunState> otherwise) {
    stack.tape().catchUp();
    return new Examination(stack, id, reference, otherwise).verdict();
  }

  /** Fails unless all is, byte for byte and row for row, as it would be without any fault. */
  Verdict requireSound() {
    System.out.printf(
        "experiment %s: %d runs, %d duplicates, %d lost, %d double, %d hash differences%n",
        experiment, states.size(), duplicates, lost, doubled, hashDifferences);
    assertThat(problems).as("experiment %s", experiment).isEmpty();
    return this;
  }
}

package org.prunescope.benchmarks.assignment;

import org.prunescope.benchmarks.command.TrainerSpeeds;
import org.prunescope.contract.plan.Phase;

/**
 * How long a trainer takes for a segment.
 *
 * @param overhead seconds of a segment that are not training (reading, storing, announcing), at
 *     least 0
 */
record SegmentTimes(TrainerSpeeds speeds, double overhead) {
  /**
   * Seconds of one segment, at least 0.
   *
   * @param updates in it, at least 0: a phase's first checkpoint takes none
   * @param trainSamples of the data set, at least 1; an epoch's smaller last batch is spread evenly
   *     over its updates
   */
  double seconds(Phase phase, int updates, int trainSamples) {
    double batch = phase.training().imagesPerStep(trainSamples);
    return overhead + updates * batch * phase.learning().views() / speeds.of(phase.learning());
  }
}

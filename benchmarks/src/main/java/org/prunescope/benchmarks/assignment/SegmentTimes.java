package org.prunescope.benchmarks.assignment;

import java.util.stream.DoubleStream;
import org.prunescope.contract.plan.Learning;
import org.prunescope.contract.plan.Phase;

/**
 * How long a trainer takes for a segment.
 *
 * @param crossEntropy images per second, above 0
 * @param contrastive views per second, above 0; an image has two
 * @param linearProbe images per second, above 0
 * @param overhead seconds of a segment that are not training (reading, storing, announcing), at
 *     least 0
 */
record SegmentTimes(double crossEntropy, double contrastive, double linearProbe, double overhead) {
  SegmentTimes {
    if (!DoubleStream.of(crossEntropy, contrastive, linearProbe).allMatch(SegmentTimes::isSpeed)) {
      throw new IllegalArgumentException("speeds must be above 0 and finite");
    }
    if (!(overhead >= 0) || Double.isInfinite(overhead)) {
      throw new IllegalArgumentException("the overhead must be at least 0 and finite");
    }
  }

  /**
   * Seconds of one segment, at least 0.
   *
   * @param updates in it, at least 0: a phase's first checkpoint takes none
   * @param trainSamples of the data set, at least 1; an epoch's smaller last batch is spread evenly
   *     over its updates
   */
  double seconds(Phase phase, int updates, int trainSamples) {
    double batch = phase.training().imagesPerStep(trainSamples);
    return overhead + updates * batch * phase.learning().views() / speed(phase.learning());
  }

  private double speed(Learning learning) {
    return switch (learning) {
      case Learning.CrossEntropy crossEntropyLearning -> crossEntropy;
      case Learning.Contrastive contrastiveLearning -> contrastive;
      case Learning.LinearProbe probe -> linearProbe;
    };
  }

  private static boolean isSpeed(double value) {
    return value > 0 && !Double.isInfinite(value);
  }
}

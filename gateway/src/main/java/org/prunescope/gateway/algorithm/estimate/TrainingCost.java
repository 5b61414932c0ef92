package org.prunescope.gateway.algorithm.estimate;

import java.util.List;
import org.prunescope.contract.network.Architecture;
import org.prunescope.contract.plan.Phase;
import org.prunescope.contract.plan.Variant;

/**
 * What updates cost, so that runs that learn otherwise, by other batches or with other networks can
 * be weighed against each other.
 *
 * <p>The unit is a million multiply-adds of the encoder. An update costs images x views x passes x
 * multiply-adds, with one pass forward for a linear probe and three for all else, as in {@link
 * DeviceTime}. Of two trainings with as many views a second this is their ratio in time; what else
 * a segment takes (augmentation, checkpoints) is not in it.
 */
public final class TrainingCost {
  private static final double UNIT = 1e6;

  private TrainingCost() {}

  /** One update of each phase of a variant: {@link #ofUpdate}. */
  public static List<Long> ofUpdates(Variant variant, Architecture architecture, int trainSamples) {
    return variant.phases().stream()
        .map(phase -> ofUpdate(phase, architecture, trainSamples))
        .toList();
  }

  /**
   * One update of this phase, the mean over an epoch, whose last batch may be smaller; rounded, at
   * least 1.
   *
   * @param trainSamples of the data set, at least 1
   */
  public static long ofUpdate(Phase phase, Architecture architecture, int trainSamples) {
    double views = phase.training().imagesPerStep(trainSamples) * phase.learning().views();
    double cost = views * LearningKind.of(phase.learning()).costOfAnImage(architecture);
    return Math.max(1, Math.round(cost / UNIT));
  }

  /** All updates that a run of this variant makes itself, its trunk's not counted; at least 0. */
  public static long ofOwnUpdates(Variant variant, Architecture architecture, int trainSamples) {
    return ofRemaining(
        variant.phases().stream().map(Phase::steps).toList(),
        ofUpdates(variant, architecture, trainSamples),
        variant.sharedSteps());
  }

  /**
   * The updates that come after the first so many.
   *
   * @param phaseUpdates updates of each phase
   * @param updateCosts of one update of each phase
   * @param made updates from the first phase's on, at least 0, whoever made them
   * @return at least 0; 0 where all are made
   */
  public static long ofRemaining(List<Integer> phaseUpdates, List<Long> updateCosts, long made) {
    long cost = 0;
    long before = 0;
    for (int phase = 0; phase < phaseUpdates.size(); phase++) {
      long end = before + phaseUpdates.get(phase);
      cost += updateCosts.get(phase) * Math.max(0, end - Math.max(before, made));
      before = end;
    }
    return cost;
  }
}

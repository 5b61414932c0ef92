package org.prunescope.gateway.algorithm.estimate;

import org.prunescope.contract.experiment.Precision;
import org.prunescope.contract.network.Architecture;

/**
 * How fast networks of one kind were trained here.
 *
 * @param threads that computed each run
 * @param precision in which they were trained
 * @param imagesPerSecond median over the newest segments, each view of an image counted; above 0
 * @param segments that the median is over, at least 1
 */
public record MeasuredSpeed(
    Architecture architecture,
    LearningKind learning,
    int batchSize,
    int threads,
    Precision precision,
    double imagesPerSecond,
    long segments) {
  /** What one image costs, in multiply-adds. */
  double costOfAnImage() {
    return learning.costOfAnImage(architecture);
  }
}

package org.prunescope.contract.event;

import java.util.Objects;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.position.Position;

/**
 * How training goes, for people to watch; nothing is decided by it.
 *
 * @param loss mean over the segment's updates
 * @param learningRate of the last update
 * @param imagesPerSecond of the segment, from reading its checkpoint to storing the next, without
 *     its wait while others trained; each view counted
 */
public record TrainingMetrics(
    RunId run,
    int attempt,
    Position position,
    double loss,
    double learningRate,
    double imagesPerSecond) {
  public TrainingMetrics {
    Objects.requireNonNull(run, "run");
    Objects.requireNonNull(position, "position");
  }
}

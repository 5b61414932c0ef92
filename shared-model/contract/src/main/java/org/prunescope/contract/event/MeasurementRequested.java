package org.prunescope.contract.event;

import java.util.Objects;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.experiment.RunId;

/**
 * Measure a checkpoint again, unless its measurement is stored by today's definition. From the
 * gateway; answered as every measurement is.
 *
 * @param attempt of the checkpoint
 * @param checkpoint at a position that the plan marks
 */
public record MeasurementRequested(
    RunId run, ArtifactRef plan, int attempt, CheckpointRef checkpoint) {
  public MeasurementRequested {
    Objects.requireNonNull(run, "run");
    Objects.requireNonNull(plan, "plan");
    Objects.requireNonNull(checkpoint, "checkpoint");
  }
}

package org.prunescope.contract.event;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.position.Position;

/**
 * Train this run from a checkpoint to a position, or begin a phase.
 *
 * @param attempt from 1
 * @param input the state to begin with; null where the run's first network is to be initialised
 * @param target a trained position; where its phase is not the input's, its step is 0 and the
 *     segment begins that phase: zero updates, fresh optimiser state
 */
public record SegmentRequested(
    RunId run, ArtifactRef plan, int attempt, @Nullable CheckpointRef input, Position target) {
  public SegmentRequested {
    Objects.requireNonNull(run, "run");
    Objects.requireNonNull(plan, "plan");
    Objects.requireNonNull(target, "target");
  }
}

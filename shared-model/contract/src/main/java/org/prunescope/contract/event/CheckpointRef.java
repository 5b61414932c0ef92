package org.prunescope.contract.event;

import java.util.Objects;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.position.Position;

/** A checkpoint: where in the run's life, and its bytes. */
public record CheckpointRef(Position position, ArtifactRef artifact) {
  public CheckpointRef {
    Objects.requireNonNull(position, "position");
    Objects.requireNonNull(artifact, "artifact");
  }
}

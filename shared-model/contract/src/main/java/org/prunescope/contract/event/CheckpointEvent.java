package org.prunescope.contract.event;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Objects;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.position.Position;

/** How a segment or a mask ended. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = CheckpointEvent.CheckpointSaved.class, name = "CheckpointSaved"),
  @JsonSubTypes.Type(value = CheckpointEvent.CheckpointPruned.class, name = "CheckpointPruned"),
  @JsonSubTypes.Type(value = CheckpointEvent.SegmentFailed.class, name = "SegmentFailed")
})
public sealed interface CheckpointEvent {
  RunId run();

  ArtifactRef plan();

  int attempt();

  /** Where the checkpoint is; of a segment that failed, where it was to lead. */
  default Position position() {
    return switch (this) {
      case CheckpointSaved saved -> saved.checkpoint().position();
      case CheckpointPruned pruned -> pruned.checkpoint().position();
      case SegmentFailed failed -> failed.target();
    };
  }

  /**
   * A trainer has finished a segment.
   *
   * @param checkpoint its position is the segment's target
   * @param trainedImages images that went through an update in this segment, each view counted
   * @param durationMillis from taking the segment to having stored its checkpoint
   */
  record CheckpointSaved(
      RunId run,
      ArtifactRef plan,
      int attempt,
      CheckpointRef checkpoint,
      NumericEnvironment environment,
      long trainedImages,
      long durationMillis)
      implements CheckpointEvent {
    public CheckpointSaved {
      Objects.requireNonNull(run, "run");
      Objects.requireNonNull(plan, "plan");
      Objects.requireNonNull(checkpoint, "checkpoint");
      Objects.requireNonNull(environment, "environment");
    }
  }

  /**
   * The pruner has applied a mask.
   *
   * @param checkpoint at the pruned stage
   * @param sparsity share of the prunable weights that are zero, 0 to 1
   */
  record CheckpointPruned(
      RunId run, ArtifactRef plan, int attempt, CheckpointRef checkpoint, double sparsity)
      implements CheckpointEvent {
    public CheckpointPruned {
      Objects.requireNonNull(run, "run");
      Objects.requireNonNull(plan, "plan");
      Objects.requireNonNull(checkpoint, "checkpoint");
    }
  }

  /**
   * A segment cannot be finished.
   *
   * @param target where it was to lead
   */
  record SegmentFailed(RunId run, ArtifactRef plan, int attempt, Position target, Failure failure)
      implements CheckpointEvent {
    public SegmentFailed {
      Objects.requireNonNull(run, "run");
      Objects.requireNonNull(plan, "plan");
      Objects.requireNonNull(target, "target");
      Objects.requireNonNull(failure, "failure");
    }
  }
}

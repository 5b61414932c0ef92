package org.prunescope.contract.plan;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.experiment.VariantId;
import org.prunescope.contract.position.Position;
import org.prunescope.contract.position.Stage;

/**
 * One (objective, pruning plan, sparsity) with all that its runs will do, the same for every seed.
 *
 * @param sparsity 0 for the dense variant
 * @param baseline the dense variant of the same objective; null for that variant itself
 * @param phases in order; a branch's first phases are its trunk's
 * @param masks ascending by position
 * @param segmentEnds trained positions at which the run's own segments end, ascending; a trunk's
 *     begin with {@code (0, 0)}, a branch's come after its fork; empty for a branch that is only
 *     masked, after its trunk's last update
 * @param fork null for a trunk
 * @param measured positions that are measured, ascending
 */
public record Variant(
    VariantId id,
    String objective,
    String pruningPlan,
    double sparsity,
    @Nullable VariantId baseline,
    List<Phase> phases,
    List<MaskEvent> masks,
    List<Position> segmentEnds,
    @Nullable Fork fork,
    List<Position> measured) {
  public Variant {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(objective, "objective");
    Objects.requireNonNull(pruningPlan, "pruningPlan");
    phases = List.copyOf(phases);
    masks = List.copyOf(masks);
    segmentEnds = List.copyOf(segmentEnds);
    measured = List.copyOf(measured);
    if (phases.isEmpty() || (segmentEnds.isEmpty() && fork == null)) {
      throw new IllegalArgumentException(id + " has no phase or no checkpoint");
    }
  }

  /** The mask to apply to the checkpoint at this trained position, if one is due there. */
  public Optional<MaskEvent> maskAfter(Position trained) {
    Position pruned = new Position(trained.phase(), trained.step(), Stage.PRUNED);
    return masks.stream().filter(mask -> mask.at().equals(pruned)).findFirst();
  }

  /** Where the segment that begins at this position ends; empty at the end of the run. */
  public Optional<Position> segmentEndAfter(Position position) {
    return segmentEnds.stream().filter(end -> end.isAfter(position)).findFirst();
  }

  /** Position of the run's last checkpoint. */
  @JsonIgnore
  public Position end() {
    Position trained =
        segmentEnds.isEmpty() ? Objects.requireNonNull(fork).at() : segmentEnds.getLast();
    return maskAfter(trained).map(MaskEvent::at).orElse(trained);
  }

  /** Updates that a run of this variant makes itself, its trunk's not counted. */
  @JsonIgnore
  public long ownSteps() {
    return phases.stream().mapToLong(Phase::steps).sum() - sharedSteps();
  }

  /** Updates that the trunk makes for a run of this variant; 0 for a trunk. */
  @JsonIgnore
  public long sharedSteps() {
    return fork == null ? 0 : stepsBefore(fork.at());
  }

  private long stepsBefore(Position position) {
    return phases.stream().limit(position.phase()).mapToLong(Phase::steps).sum() + position.step();
  }
}

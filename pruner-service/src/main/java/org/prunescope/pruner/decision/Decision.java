package org.prunescope.pruner.decision;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.plan.MaskEvent;

/** What follows from one event. */
public sealed interface Decision {
  /** Nothing: the run stays as it is. */
  record Ignored(Reason reason) implements Decision {
    public Ignored {
      Objects.requireNonNull(reason, "reason");
    }
  }

  /** Why an event changes nothing. */
  enum Reason {
    /** The pruner's own announcement, come back. */
    OWN_EVENT,
    /** Nothing was ever asked of this run. */
    UNKNOWN_RUN,
    /** It belongs to an attempt that is over, or to one that has not begun. */
    OTHER_ATTEMPT,
    /** No segment with this target is outstanding: a duplicate, or one that comes too late. */
    NOT_OUTSTANDING,
    /** It was decided already. */
    ALREADY_DECIDED,
    /** The run has ended, and this attempt does not begin again. */
    ENDED,
    /** The plan has no such fork. */
    NOT_PLANNED
  }

  /**
   * The run moves on.
   *
   * @param progress what is recorded and published
   * @param effects in the order in which they are sent
   */
  record Decided(RunProgress progress, List<Effect> effects) implements Decision {
    public Decided {
      Objects.requireNonNull(progress, "progress");
      effects = List.copyOf(effects);
    }
  }

  /**
   * A mask is due before anything else: apply it, then ask {@link RunDecider#afterMask}.
   *
   * @param before what is recorded now; null where nothing is
   * @param progress what is known of the run by now, its state not yet decided
   * @param trained the checkpoint to prune
   */
  record MaskDue(
      RunPlan.Known plan,
      @Nullable RunProgress before,
      RunProgress progress,
      CheckpointRef trained,
      MaskEvent mask)
      implements Decision {
    public MaskDue {
      Objects.requireNonNull(plan, "plan");
      Objects.requireNonNull(progress, "progress");
      Objects.requireNonNull(trained, "trained");
      Objects.requireNonNull(mask, "mask");
    }
  }
}

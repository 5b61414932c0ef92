package org.prunescope.pruner.decision;

import java.util.Objects;
import org.prunescope.contract.event.CheckpointEvent.CheckpointPruned;
import org.prunescope.contract.event.RunCommand;
import org.prunescope.contract.event.SegmentRequested;

/** What a decision sends out, besides the run's progress. */
public sealed interface Effect {
  /** Asks the trainers for a segment. */
  record Train(SegmentRequested segment) implements Effect {
    public Train {
      Objects.requireNonNull(segment, "segment");
    }
  }

  /** Says that a mask has been applied. */
  record Announce(CheckpointPruned checkpoint) implements Effect {
    public Announce {
      Objects.requireNonNull(checkpoint, "checkpoint");
    }
  }

  /**
   * Tells a branch what has become of its trunk.
   *
   * @param partition the branch's own
   */
  record Tell(RunCommand command, int partition) implements Effect {
    public Tell {
      Objects.requireNonNull(command, "command");
    }
  }
}

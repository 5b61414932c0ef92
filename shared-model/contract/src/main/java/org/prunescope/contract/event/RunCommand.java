package org.prunescope.contract.event;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.position.Position;

/** What is asked of the pruner for one run. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = RunCommand.RunRequested.class, name = "RunRequested"),
  @JsonSubTypes.Type(value = RunCommand.RunCancelled.class, name = "RunCancelled"),
  @JsonSubTypes.Type(value = RunCommand.RunResumed.class, name = "RunResumed"),
  @JsonSubTypes.Type(value = RunCommand.RunForked.class, name = "RunForked"),
  @JsonSubTypes.Type(value = RunCommand.RunBlocked.class, name = "RunBlocked"),
  @JsonSubTypes.Type(value = RunCommand.RunUnblocked.class, name = "RunUnblocked")
})
public sealed interface RunCommand {
  RunId run();

  /** The plan that this run belongs to. */
  ArtifactRef plan();

  /** Start this run: a trunk begins, a branch waits for its fork. From the gateway. */
  record RunRequested(RunId run, ArtifactRef plan) implements RunCommand {
    public RunRequested {
      Objects.requireNonNull(run, "run");
      Objects.requireNonNull(plan, "plan");
    }
  }

  /**
   * Stop this run. Branches that have not forked from it yet become blocked. From the gateway.
   *
   * @param attempt the attempt that is stopped; a later one is not, so that a command delivered
   *     twice cannot stop a run that was resumed in between
   * @param last the newest checkpoint that PostgreSQL knows of, for a pruner that has lost it; null
   *     before the first
   * @param fork the trunk's checkpoint that the run began from or is to, for the same; null for a
   *     trunk, and before
   */
  record RunCancelled(
      RunId run,
      ArtifactRef plan,
      int attempt,
      @Nullable CheckpointRef last,
      @Nullable CheckpointRef fork)
      implements RunCommand {
    public RunCancelled {
      Objects.requireNonNull(run, "run");
      Objects.requireNonNull(plan, "plan");
    }

    /** Of a run of which the pruner knows all. */
    public RunCancelled(RunId run, ArtifactRef plan, int attempt) {
      this(run, plan, attempt, null, null);
    }
  }

  /**
   * Go on from the last recorded checkpoint, whatever happened. From the gateway.
   *
   * @param attempt the new attempt, above every earlier one
   * @param last as in {@link RunCancelled}
   * @param fork as in {@link RunCancelled}
   */
  record RunResumed(
      RunId run,
      ArtifactRef plan,
      int attempt,
      @Nullable CheckpointRef last,
      @Nullable CheckpointRef fork)
      implements RunCommand {
    public RunResumed {
      Objects.requireNonNull(run, "run");
      Objects.requireNonNull(plan, "plan");
    }

    /** Of a run of which the pruner knows all. */
    public RunResumed(RunId run, ArtifactRef plan, int attempt) {
      this(run, plan, attempt, null, null);
    }
  }

  /** The trunk has reached this branch's fork. From the pruner. */
  record RunForked(RunId run, ArtifactRef plan, CheckpointRef from) implements RunCommand {
    public RunForked {
      Objects.requireNonNull(run, "run");
      Objects.requireNonNull(plan, "plan");
      Objects.requireNonNull(from, "from");
    }
  }

  /**
   * The trunk has ended before this branch's fork. From the pruner.
   *
   * @param by the trunk
   * @param at the fork's position
   */
  record RunBlocked(RunId run, ArtifactRef plan, RunId by, Position at) implements RunCommand {
    public RunBlocked {
      Objects.requireNonNull(run, "run");
      Objects.requireNonNull(plan, "plan");
      Objects.requireNonNull(by, "by");
      Objects.requireNonNull(at, "at");
    }
  }

  /** The trunk goes on. From the pruner. */
  record RunUnblocked(RunId run, ArtifactRef plan, RunId by) implements RunCommand {
    public RunUnblocked {
      Objects.requireNonNull(run, "run");
      Objects.requireNonNull(plan, "plan");
      Objects.requireNonNull(by, "by");
    }
  }
}

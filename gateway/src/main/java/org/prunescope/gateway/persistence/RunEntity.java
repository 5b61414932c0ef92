package org.prunescope.gateway.persistence;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.event.Failure;
import org.prunescope.contract.event.RunState;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.position.Position;
import org.prunescope.contract.position.Stage;
import org.prunescope.gateway.algorithm.RunStanding;

/** One run and where it stands. */
@Entity
@Table(name = "run")
@SuppressWarnings("NullAway.Init")
class RunEntity {
  @Id String id;
  String experiment;

  @ManyToOne(fetch = FetchType.LAZY)
  @JoinColumn(name = "variant")
  VariantEntity variant;

  long seed;
  int ordinal;
  int partition;

  /** Updates that the run has to make itself. */
  long updates;

  @Column(name = "updates_made")
  long updatesMade;

  @Enumerated(EnumType.STRING)
  RunState decided = RunState.REQUESTED;

  int attempt;
  @Nullable Integer phase;
  @Nullable Integer step;

  @Enumerated(EnumType.STRING)
  @Nullable Stage stage;

  /** Key of its newest checkpoint's artifact. */
  @Column(name = "last_key")
  @Nullable String lastKey;

  /** Key of its trunk's checkpoint that it began from; null for a trunk, and before. */
  @Column(name = "fork_key")
  @Nullable String forkKey;

  @Column(name = "progress_offset")
  long progressOffset;

  @Enumerated(EnumType.STRING)
  RunState state = RunState.REQUESTED;

  @Nullable String reason;
  @Nullable String detail;

  @Column(name = "blocked_by")
  @Nullable String blockedBy;

  @Column(name = "changed_at")
  Instant changedAt;

  /** When its checkpoints are to be looked through; null where nothing is new. */
  @Column(name = "sweep_at")
  @Nullable Instant sweepAt;

  protected RunEntity() {}

  RunEntity(RunId run, VariantEntity variant, int ordinal, int partition, Instant at) {
    this.id = run.text();
    this.experiment = run.experiment().value();
    this.variant = variant;
    this.seed = run.seed();
    this.ordinal = ordinal;
    this.partition = partition;
    this.updates = variant.ownUpdates();
    this.changedAt = at;
    stand(RunStanding.UNKNOWN);
  }

  @Nullable Position position() {
    return phase == null || step == null || stage == null ? null : new Position(phase, step, stage);
  }

  RunStanding standing() {
    return new RunStanding(attempt, position(), progressOffset);
  }

  final void stand(RunStanding standing) {
    this.attempt = standing.attempt();
    this.progressOffset = standing.offset();
    Position position = standing.position();
    this.phase = position == null ? null : Integer.valueOf(position.phase());
    this.step = position == null ? null : Integer.valueOf(position.step());
    this.stage = position == null ? null : position.stage();
  }

  /** The run that it begins from; null for a trunk. */
  @Nullable String trunk() {
    return variant.forkTrunk == null ? null : variant.forkTrunk + "/" + seed;
  }

  /** Why the run or its measurement failed; nothing where neither did. */
  void explain(@Nullable Failure failure) {
    this.reason = failure == null ? null : failure.reason().name();
    this.detail = failure == null ? null : failure.detail();
  }
}

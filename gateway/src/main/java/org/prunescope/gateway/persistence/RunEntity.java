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
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.Failure;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.event.RunState;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.position.Position;
import org.prunescope.contract.position.Stage;
import org.prunescope.gateway.algorithm.Remembered;
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

  /** Its newest checkpoint's artifact. */
  @Column(name = "last_key")
  @Nullable String lastKey;

  @Column(name = "last_sha256")
  @Nullable String lastSha256;

  @Column(name = "last_bytes")
  @Nullable Long lastBytes;

  /** Its trunk's checkpoint that it began from; nulls for a trunk, and before. */
  @Column(name = "fork_key")
  @Nullable String forkKey;

  @Column(name = "fork_sha256")
  @Nullable String forkSha256;

  @Column(name = "fork_bytes")
  @Nullable Long forkBytes;

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

  /** The newest attempt that was asked for here; 0 for none. */
  @Column(name = "asked_attempt")
  int askedAttempt;

  /** The newest attempt that was asked to stop; 0 for none. */
  @Column(name = "cancelled_attempt")
  int cancelledAttempt;

  /** When either was asked last. */
  @Column(name = "asked_at")
  @Nullable Instant askedAt;

  /** When the pruner last said something new; null while it has said nothing. */
  @Column(name = "progressed_at")
  @Nullable Instant progressedAt;

  /** How often the watchdog has re-driven it since it last got further. */
  int redriven;

  /** Whether the watchdog has given it up. */
  boolean stalled;

  /** When its checkpoints are to be looked through; null where nothing is new. */
  @Column(name = "sweep_at")
  @Nullable Instant sweepAt;

  /** How many of its checkpoints are stored and were deleted, and the bytes of each. */
  @Column(name = "checkpoints_kept")
  long checkpointsKept;

  @Column(name = "kept_bytes")
  long keptBytes;

  @Column(name = "checkpoints_deleted")
  long checkpointsDeleted;

  @Column(name = "deleted_bytes")
  long deletedBytes;

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

  /** Counts a checkpoint as stored. */
  void keeps(CheckpointEntity checkpoint) {
    checkpointsKept++;
    keptBytes += checkpoint.bytes;
  }

  /** Counts a checkpoint that was stored as deleted. */
  void loses(CheckpointEntity checkpoint) {
    checkpointsKept--;
    keptBytes -= checkpoint.bytes;
    checkpointsDeleted++;
    deletedBytes += checkpoint.bytes;
  }

  /** Counts a checkpoint that was deleted as stored. */
  void regains(CheckpointEntity checkpoint) {
    checkpointsDeleted--;
    deletedBytes -= checkpoint.bytes;
    keeps(checkpoint);
  }

  @Nullable Position position() {
    return phase == null || step == null || stage == null ? null : new Position(phase, step, stage);
  }

  RunStanding standing() {
    return new RunStanding(attempt, position(), progressOffset);
  }

  Remembered remembered() {
    return new Remembered(
        attempt, decided == RunState.CANCELLED, forkKey != null || lastKey != null);
  }

  final void stand(RunStanding standing) {
    this.attempt = standing.attempt();
    this.progressOffset = standing.offset();
    Position position = standing.position();
    this.phase = position == null ? null : Integer.valueOf(position.phase());
    this.step = position == null ? null : Integer.valueOf(position.step());
    this.stage = position == null ? null : position.stage();
  }

  /** Takes in what the pruner has recorded. */
  void record(RunProgress progress, long offset, Instant now) {
    CheckpointRef last = progress.last();
    Position reached = last == null ? null : last.position();
    boolean isFurther = !Objects.equals(reached, position());
    if (isFurther || progress.attempt() != attempt || progress.state() != decided) {
      progressedAt = now;
      stalled = false;
    }
    if (isFurther) {
      watchAnew();
    }
    stand(new RunStanding(progress.attempt(), reached, offset));
    decided = progress.state();
    lastKey = last == null ? null : last.artifact().key();
    lastSha256 = last == null ? null : last.artifact().sha256();
    lastBytes = last == null ? null : Long.valueOf(last.artifact().bytes());
    CheckpointRef fork = progress.fork();
    forkKey = fork == null ? null : fork.artifact().key();
    forkSha256 = fork == null ? null : fork.artifact().sha256();
    forkBytes = fork == null ? null : Long.valueOf(fork.artifact().bytes());
    blockedBy = progress.blockedBy() == null ? null : progress.blockedBy().text();
    explain(progress.failure());
  }

  /** The watchdog counts from nought. */
  void watchAnew() {
    redriven = 0;
    stalled = false;
  }

  /** Its newest checkpoint; null before the first. */
  @Nullable CheckpointRef last() {
    return ref(position(), lastKey, lastSha256, lastBytes);
  }

  /** The checkpoint that it began from; null for a trunk, and before. */
  @Nullable CheckpointRef fork() {
    return ref(forkAt(), forkKey, forkSha256, forkBytes);
  }

  /** Where on its trunk it begins; null for a trunk. */
  @Nullable Position forkAt() {
    return variant.forkAt == null ? null : Position.parse(variant.forkAt);
  }

  private static @Nullable CheckpointRef ref(
      @Nullable Position position,
      @Nullable String key,
      @Nullable String sha256,
      @Nullable Long bytes) {
    return position == null || key == null || sha256 == null || bytes == null
        ? null
        : new CheckpointRef(position, new ArtifactRef(key, sha256, bytes));
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

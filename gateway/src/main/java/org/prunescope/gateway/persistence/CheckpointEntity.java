package org.prunescope.gateway.persistence;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.position.Position;
import org.prunescope.gateway.algorithm.Retention;

/** A checkpoint that was announced. */
@Entity
@Table(name = "checkpoint")
@SuppressWarnings("NullAway.Init")
class CheckpointEntity {
  @Id String key;
  String run;
  int attempt;

  /** In its text form. */
  String position;

  String sha256;
  long bytes;

  /** When it was first found that nothing needs it; null before. */
  @Column(name = "needless_since")
  @Nullable Instant needlessSince;

  @Column(name = "deleted_at")
  @Nullable Instant deletedAt;

  /** Grows from announcement to announcement. */
  @Column(insertable = false, updatable = false)
  long announced;

  protected CheckpointEntity() {}

  CheckpointEntity(RunId run, int attempt, CheckpointRef checkpoint) {
    this.key = checkpoint.artifact().key();
    this.run = run.text();
    this.attempt = attempt;
    this.position = checkpoint.position().text();
    this.sha256 = checkpoint.artifact().sha256();
    this.bytes = checkpoint.artifact().bytes();
  }

  Retention.Stored stored() {
    return new Retention.Stored(ref().artifact(), attempt, ref().position());
  }

  CheckpointRef ref() {
    return new CheckpointRef(Position.parse(position), new ArtifactRef(key, sha256, bytes));
  }

  /**
   * Whether it may go, if nothing needs it: once that has been so for a while. What the gateway
   * knows is committed, but a broker that loses its last records in a power cut sends a run back to
   * an earlier checkpoint.
   */
  boolean mayGo(Instant now, Duration grace) {
    return grace.isZero() || (needlessSince != null && !needlessSince.plus(grace).isAfter(now));
  }
}

package org.prunescope.gateway.persistence;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.SQLRestriction;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.experiment.CheckpointRetention;
import org.prunescope.contract.plan.Plan;

/** One experiment, as submitted. */
@Entity
@Table(name = "experiment")
@SQLRestriction("deleted_at is null")
@SuppressWarnings("NullAway.Init")
class ExperimentEntity {
  @Id String id;
  String name;

  @Column(name = "submitted_at")
  Instant submittedAt;

  /** JSON. */
  String request;

  @Column(name = "plan_key")
  String planKey;

  @Column(name = "plan_sha256")
  String planSha256;

  @Column(name = "plan_bytes")
  long planBytes;

  @Enumerated(EnumType.STRING)
  CheckpointRetention checkpoints;

  /** Who submitted it; null where an open gateway took it in. */
  @Nullable String owner;

  /** Number of its events so far. */
  long events;

  /** When somebody deleted it: then no query finds it any more. */
  @Column(name = "deleted_at")
  @Nullable Instant deletedAt;

  protected ExperimentEntity() {}

  ExperimentEntity(
      Plan plan,
      String request,
      ArtifactRef artifact,
      @Nullable String owner,
      Instant submittedAt) {
    this.id = plan.experiment().value();
    this.name = plan.request().name();
    this.submittedAt = submittedAt;
    this.request = request;
    this.owner = owner;
    this.planKey = artifact.key();
    this.planSha256 = artifact.sha256();
    this.planBytes = artifact.bytes();
    this.checkpoints = plan.request().checkpoints();
  }

  ArtifactRef plan() {
    return new ArtifactRef(planKey, planSha256, planBytes);
  }
}

package org.prunescope.gateway.persistence;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.event.Failure;
import org.prunescope.contract.event.FailureReason;
import org.prunescope.contract.event.MeasurementEvent;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.position.Position;

/** How the measurement of one checkpoint ended. */
@Entity
@Table(name = "measurement")
@SuppressWarnings("NullAway.Init")
class MeasurementEntity {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  @Nullable Long id;

  String run;

  /** In its text form. */
  String position;

  int attempt;
  boolean stored;

  @Enumerated(EnumType.STRING)
  @Nullable FailureReason reason;

  @Nullable String detail;

  /** When it was asked for again; null where that is answered. */
  @Column(name = "asked_at")
  @Nullable Instant askedAt;

  protected MeasurementEntity() {}

  /** One of which nothing is known yet. */
  MeasurementEntity(RunId run, int attempt, Position position) {
    this.run = run.text();
    this.position = position.text();
    this.attempt = attempt;
  }

  MeasurementEntity(MeasurementEvent event) {
    this(event.run(), event.attempt(), event.position());
    end(event);
  }

  boolean isOf(MeasurementEvent event) {
    return attempt == event.attempt() && position.equals(event.position().text());
  }

  /** Stored once, stored for good: where making it again fails, the older numbers stand. */
  final void end(MeasurementEvent event) {
    switch (event) {
      case MeasurementEvent.MeasurementStored done -> {
        stored = true;
        reason = null;
        detail = null;
      }
      case MeasurementEvent.MeasurementFailed failed -> {
        if (!stored || askedAt != null) {
          reason = failed.failure().reason();
          detail = failed.failure().detail();
        }
      }
    }
    askedAt = null;
  }

  /** Why making it failed, the last time; null where it did not. */
  @Nullable Failure failure() {
    return reason == null || detail == null ? null : new Failure(reason, detail);
  }
}

package org.prunescope.gateway.persistence;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.event.Failure;
import org.prunescope.contract.event.FailureReason;
import org.prunescope.contract.event.MeasurementEvent;

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

  protected MeasurementEntity() {}

  MeasurementEntity(MeasurementEvent event) {
    this.run = event.run().text();
    this.position = event.position().text();
    this.attempt = event.attempt();
    end(event);
  }

  boolean isOf(MeasurementEvent event) {
    return attempt == event.attempt() && position.equals(event.position().text());
  }

  /** Stored once, stored for good. */
  final void end(MeasurementEvent event) {
    switch (event) {
      case MeasurementEvent.MeasurementStored done -> {
        stored = true;
        reason = null;
        detail = null;
      }
      case MeasurementEvent.MeasurementFailed failed -> {
        if (!stored) {
          reason = failed.failure().reason();
          detail = failed.failure().detail();
        }
      }
    }
  }

  /** Null where it is stored. */
  @Nullable Failure failure() {
    return stored || reason == null || detail == null ? null : new Failure(reason, detail);
  }
}

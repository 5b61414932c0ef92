package org.prunescope.metrics.persistence;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import org.prunescope.contract.event.Failure;
import org.prunescope.contract.event.FailureReason;

/** A checkpoint that cannot be measured, with the reason. */
@Entity
@Table(name = "failed_measurement")
class FailedMeasurementRow extends PanacheEntityBase {
  @EmbeddedId MeasuredPosition of;
  String reason;
  String detail;

  Instant failedAt;

  @SuppressWarnings("NullAway.Init") // for Hibernate, which fills the fields
  protected FailedMeasurementRow() {}

  FailedMeasurementRow(MeasuredPosition of, Failure failure, Instant failedAt) {
    this.of = of;
    this.reason = failure.reason().name();
    this.detail = failure.detail();
    this.failedAt = failedAt;
  }

  Failure failure() {
    return new Failure(FailureReason.valueOf(reason), detail);
  }
}

package org.prunescope.metrics.persistence;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** A position at which the plan measures a variant. */
@Entity
@Table(name = "planned_position")
class PlannedPositionRow extends PanacheEntityBase {
  @EmbeddedId VariantPosition of;

  /** Behind a run there, its trunk's included; null in rows from before they were kept. */
  @Nullable Long updates;

  @SuppressWarnings("NullAway.Init") // for Hibernate, which fills the fields
  protected PlannedPositionRow() {}

  PlannedPositionRow(VariantPosition of, long updates) {
    this.of = of;
    this.updates = updates;
  }
}

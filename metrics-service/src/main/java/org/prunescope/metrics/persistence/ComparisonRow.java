package org.prunescope.metrics.persistence;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A pruned variant's comparison with its baseline; due while the revision is ahead. */
@Entity
@Table(name = "comparison")
class ComparisonRow extends PanacheEntityBase {
  @Id String variant;
  String baseline;
  long revision;

  long computedRevision;

  @SuppressWarnings("NullAway.Init") // for Hibernate, which fills the fields
  protected ComparisonRow() {}

  ComparisonRow(String variant, String baseline) {
    this.variant = variant;
    this.baseline = baseline;
  }
}

package org.prunescope.metrics.persistence;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import org.prunescope.contract.position.Position;

/**
 * A pruned variant's comparison with its baseline at one of its measured positions; due while the
 * revision is ahead.
 */
@Entity
@Table(name = "comparison")
class ComparisonRow extends PanacheEntityBase {
  @EmbeddedId VariantPosition of;
  String baseline;
  int baselinePhase;
  int baselineStep;
  String baselineStage;
  long revision;

  long computedRevision;

  @SuppressWarnings("NullAway.Init") // for Hibernate, which fills the fields
  protected ComparisonRow() {}

  ComparisonRow(VariantPosition of, String baseline, Position baselinePosition) {
    this.of = of;
    this.baseline = baseline;
    this.baselinePhase = baselinePosition.phase();
    this.baselineStep = baselinePosition.step();
    this.baselineStage = baselinePosition.stage().text();
  }

  VariantPosition baseline() {
    return new VariantPosition(baseline, baselinePhase, baselineStep, baselineStage);
  }
}

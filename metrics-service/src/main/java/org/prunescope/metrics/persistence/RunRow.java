package org.prunescope.metrics.persistence;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.prunescope.contract.experiment.RunId;

/** A planned run. Locking its row orders all that is stored of the run. */
@Entity
@Table(name = "run")
class RunRow extends PanacheEntityBase {
  @Id String id;
  String variant;
  long seed;

  @SuppressWarnings("NullAway.Init") // for Hibernate, which fills the fields
  protected RunRow() {}

  RunRow(RunId run) {
    this.id = run.text();
    this.variant = VariantRow.id(run.experiment(), run.variant());
    this.seed = run.seed();
  }
}

package org.prunescope.metrics.persistence;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** An experiment, known since the first checkpoint of it. */
@Entity
@Table(name = "experiment")
class ExperimentRow extends PanacheEntityBase {
  @Id String id;
  String name;

  String dataSet;

  @SuppressWarnings("NullAway.Init") // for Hibernate, which fills the fields
  protected ExperimentRow() {}
}

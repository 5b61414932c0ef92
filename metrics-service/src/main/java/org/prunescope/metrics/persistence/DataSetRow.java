package org.prunescope.metrics.persistence;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A data set's classes and the true labels of its test samples. */
@Entity
@Table(name = "data_set")
class DataSetRow extends PanacheEntityBase {
  @Id String sha256;
  String[] classes;

  short[] testLabels;

  @SuppressWarnings("NullAway.Init") // for Hibernate, which fills the fields
  protected DataSetRow() {}

  DataSetRow(String sha256, String[] classes, short[] testLabels) {
    this.sha256 = sha256;
    this.classes = classes;
    this.testLabels = testLabels;
  }
}

package org.prunescope.metrics.persistence;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.VariantId;
import org.prunescope.contract.plan.Phase;
import org.prunescope.contract.plan.Variant;
import org.prunescope.contract.position.Position;

/** A variant of an experiment, with the position at which its population is compared. */
@Entity
@Table(name = "variant")
class VariantRow extends PanacheEntityBase {
  @Id String id;
  String experiment;
  String name;
  int ordinal;
  String objective;

  String pruningPlan;

  double sparsity;
  @Nullable String baseline;
  @Nullable Integer phase;
  @Nullable Integer step;
  @Nullable String stage;

  /** Null in rows from before they were kept. */
  @Nullable Long updates;

  @Nullable String lastLearning;

  @SuppressWarnings("NullAway.Init") // for Hibernate, which fills the fields
  protected VariantRow() {}

  VariantRow(ExperimentId experiment, int ordinal, Variant variant) {
    this.id = id(experiment, variant.id());
    this.experiment = experiment.value();
    this.name = variant.id().value();
    this.ordinal = ordinal;
    this.objective = variant.objective();
    this.pruningPlan = variant.pruningPlan();
    this.sparsity = variant.sparsity();
    this.baseline = variant.baseline() == null ? null : id(experiment, variant.baseline());
    this.updates = variant.phases().stream().mapToLong(Phase::steps).sum();
    this.lastLearning = variant.phases().getLast().learning().text();
    if (!variant.measured().isEmpty()) {
      Position last = variant.measured().getLast();
      this.phase = last.phase();
      this.step = last.step();
      this.stage = last.stage().text();
    }
  }

  /** {@code experiment/variant}, which is unique where the variant's own id is not. */
  static String id(ExperimentId experiment, VariantId variant) {
    return experiment + "/" + variant;
  }
}

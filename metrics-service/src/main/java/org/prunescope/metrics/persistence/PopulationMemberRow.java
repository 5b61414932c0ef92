package org.prunescope.metrics.persistence;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Optional;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;
import org.prunescope.metrics.algorithm.PopulationComparison;

/** A network that stands for its variant: what a comparison reads of its measurement. */
@Entity
@Immutable
@Table(name = "population_member")
class PopulationMemberRow extends PanacheEntityBase {
  @Id long id;
  String variant;
  long seed;

  short[] predictedLabel;

  @Column(name = "mean_q")
  @Nullable Double meanQ;

  @Nullable Double meanDepthFinalPrediction;

  @Nullable Double meanDepthTrueLabel;

  @SuppressWarnings("NullAway.Init") // for Hibernate, which fills the fields
  protected PopulationMemberRow() {}

  PopulationComparison.Network network() {
    return new PopulationComparison.Network(
        seed,
        Columns.ints(predictedLabel),
        Columns.optional(meanQ),
        meanDepthFinalPrediction == null || meanDepthTrueLabel == null
            ? Optional.empty()
            : Optional.of(
                new PopulationComparison.MeanDepth(meanDepthFinalPrediction, meanDepthTrueLabel)));
  }
}

package org.prunescope.metrics.persistence;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.EnumMap;
import java.util.Map;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;
import org.prunescope.metrics.algorithm.population.MeasuredNetwork;
import org.prunescope.metrics.algorithm.population.Quantity;

/** A network that stands for its variant at a position: what a comparison reads of it. */
@Entity
@Immutable
@Table(name = "measured_network")
class MeasuredNetworkRow extends PanacheEntityBase {
  @Id long id;
  @Embedded VariantPosition of;
  long seed;
  double loss;

  short[] predictedLabel;

  float[] confidence;
  @Nullable Double[] q;
  @Nullable Double[] z;
  @Nullable Double[] l1;

  short @Nullable [] depthFinalPrediction;

  short @Nullable [] depthTrueLabel;

  @SuppressWarnings("NullAway.Init") // for Hibernate, which fills the fields
  protected MeasuredNetworkRow() {}

  MeasuredNetwork network() {
    Map<Quantity, double[]> values = new EnumMap<>(Quantity.class);
    values.put(Quantity.CONFIDENCE, Columns.doubles(confidence));
    values.put(Quantity.Q, Columns.doubles(q));
    values.put(Quantity.Z, Columns.doubles(z));
    values.put(Quantity.L1, Columns.doubles(l1));
    if (depthFinalPrediction != null && depthTrueLabel != null) {
      values.put(Quantity.DEPTH_FINAL_PREDICTION, Columns.doubles(depthFinalPrediction));
      values.put(Quantity.DEPTH_TRUE_LABEL, Columns.doubles(depthTrueLabel));
    }
    return new MeasuredNetwork(seed, loss, Columns.ints(predictedLabel), values);
  }
}

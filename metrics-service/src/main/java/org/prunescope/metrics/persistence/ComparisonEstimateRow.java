package org.prunescope.metrics.persistence;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;
import org.prunescope.metrics.algorithm.MeanInterval;
import org.prunescope.metrics.algorithm.population.Estimate;

/** A mean over a comparison's networks. */
@Entity
@Table(name = "comparison_estimate")
class ComparisonEstimateRow extends PanacheEntityBase {
  /** Which comparison's, and its place among them. */
  @Embeddable
  record Key(String variant, int phase, int step, String stage, int number)
      implements Serializable {}

  @EmbeddedId Key of;
  String quantity;
  @Nullable Short label;
  String subset;
  String side;
  int n;
  double mean;
  @Nullable Double sd;
  @Nullable Double low;
  @Nullable Double high;
  int samples;

  @Nullable Double sdOverSamples;

  @SuppressWarnings("NullAway.Init") // for Hibernate, which fills the fields
  protected ComparisonEstimateRow() {}

  ComparisonEstimateRow(VariantPosition of, int number, Estimate estimate) {
    MeanInterval overSeeds = estimate.overSeeds();
    this.of = new Key(of.variant(), of.phase(), of.step(), of.stage(), number);
    this.quantity = estimate.quantity().text();
    this.label = estimate.label().isPresent() ? (short) estimate.label().getAsInt() : null;
    this.subset = estimate.subset().text();
    this.side = estimate.side().text();
    this.n = overSeeds.n();
    this.mean = overSeeds.mean();
    overSeeds.spread().ifPresent(this::fill);
    this.samples = estimate.samples();
    this.sdOverSamples = Columns.nullable(estimate.sdOverSamples());
  }

  private void fill(MeanInterval.Spread spread) {
    sd = spread.standardDeviation();
    low = spread.low();
    high = spread.high();
  }

  static void deleteOf(VariantPosition of) {
    delete(
        "of.variant = ?1 and of.phase = ?2 and of.step = ?3 and of.stage = ?4",
        of.variant(),
        of.phase(),
        of.step(),
        of.stage());
  }
}

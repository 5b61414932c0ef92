package org.prunescope.metrics.persistence;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;
import org.prunescope.metrics.algorithm.population.DisjointHalves;
import org.prunescope.metrics.algorithm.population.ExchangeFloor;
import org.prunescope.metrics.algorithm.population.PieBootstrap;
import org.prunescope.metrics.algorithm.population.PieResampling;

/** What chance does to a comparison's PIE counts. */
@Entity
@Table(name = "comparison_resampling")
class ComparisonResamplingRow extends PanacheEntityBase {
  @EmbeddedId VariantPosition of;
  int floorArrangements;
  boolean floorExhaustive;
  double floorMean;
  double floorLow;
  double floorHigh;

  @Column(name = "floor_p")
  double floorP;

  double floorLargestMean;
  double floorLargestLow;
  double floorLargestHigh;

  @Column(name = "floor_largest_p")
  double floorLargestP;

  double floorTaxicabMean;
  double floorTaxicabLow;
  double floorTaxicabHigh;

  @Column(name = "floor_taxicab_p")
  double floorTaxicabP;

  @Nullable Integer disjointSplits;
  @Nullable Integer disjointNetworks;
  @Nullable Double disjointDenseMean;
  @Nullable Double disjointDenseLow;
  @Nullable Double disjointDenseHigh;
  @Nullable Double disjointPrunedMean;
  @Nullable Double disjointPrunedLow;
  @Nullable Double disjointPrunedHigh;
  @Nullable Integer bootstrapResamples;
  @Nullable Double bootstrapMean;
  @Nullable Double bootstrapLow;
  @Nullable Double bootstrapHigh;

  @SuppressWarnings("NullAway.Init") // for Hibernate, which fills the fields
  protected ComparisonResamplingRow() {}

  ComparisonResamplingRow(VariantPosition of, PieResampling resampling) {
    ExchangeFloor floor = resampling.floor();
    ExchangeFloor largest = resampling.floorLargestLabel();
    ExchangeFloor taxicab = resampling.floorOfMeanTaxicab();
    this.of = of;
    this.floorArrangements = floor.arrangements();
    this.floorExhaustive = floor.exhaustive();
    this.floorMean = floor.values().mean();
    this.floorLow = floor.values().low();
    this.floorHigh = floor.values().high();
    this.floorP = floor.p();
    this.floorLargestMean = largest.values().mean();
    this.floorLargestLow = largest.values().low();
    this.floorLargestHigh = largest.values().high();
    this.floorLargestP = largest.p();
    this.floorTaxicabMean = taxicab.values().mean();
    this.floorTaxicabLow = taxicab.values().low();
    this.floorTaxicabHigh = taxicab.values().high();
    this.floorTaxicabP = taxicab.p();
    resampling.halves().ifPresent(this::fill);
    resampling.bootstrap().ifPresent(this::fill);
  }

  private void fill(DisjointHalves halves) {
    disjointSplits = halves.splits();
    disjointNetworks = halves.networks();
    disjointDenseMean = halves.denseAndDense().mean();
    disjointDenseLow = halves.denseAndDense().low();
    disjointDenseHigh = halves.denseAndDense().high();
    disjointPrunedMean = halves.denseAndPruned().mean();
    disjointPrunedLow = halves.denseAndPruned().low();
    disjointPrunedHigh = halves.denseAndPruned().high();
  }

  private void fill(PieBootstrap bootstrap) {
    bootstrapResamples = bootstrap.resamples();
    bootstrapMean = bootstrap.pies().mean();
    bootstrapLow = bootstrap.pies().low();
    bootstrapHigh = bootstrap.pies().high();
  }
}

package org.prunescope.metrics.persistence;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.prunescope.metrics.algorithm.ClassRecallComparison.ClassDifference;
import org.prunescope.metrics.algorithm.ClassRecallComparison.Significance;
import org.prunescope.metrics.algorithm.MeanInterval;
import org.prunescope.metrics.algorithm.PopulationComparison;
import org.prunescope.metrics.algorithm.PopulationComparison.MeanDepth;

/** The numbers of a comparison. */
@Entity
@Table(name = "comparison_result")
class ComparisonResultRow extends PanacheEntityBase {
  @Id String variant;
  Instant computedAt;
  long[] seeds;
  long[] depthSeeds;
  int piesSmallestLabel;
  int piesLargestLabel;
  double meanTaxicab;
  double accuracyDifference;
  @Nullable Double accuracyDifferenceSd;
  @Nullable Double accuracyDifferenceLow;
  @Nullable Double accuracyDifferenceHigh;
  double denseAccuracy;
  double prunedAccuracy;
  @Nullable Double denseAccuracyOnPies;
  @Nullable Double prunedAccuracyOnPies;
  @Nullable Double denseAccuracyOnOthers;
  @Nullable Double prunedAccuracyOnOthers;

  @Column(name = "dense_mean_q")
  @Nullable Double denseMeanQ;

  @Column(name = "pruned_mean_q")
  @Nullable Double prunedMeanQ;

  @Nullable Double denseMeanDepthFinalPrediction;
  @Nullable Double prunedMeanDepthFinalPrediction;
  @Nullable Double denseMeanDepthTrueLabel;
  @Nullable Double prunedMeanDepthTrueLabel;
  short[] denseLabelSmallest;
  short[] denseLabelLargest;
  short[] prunedLabelSmallest;
  short[] prunedLabelLargest;
  double[] taxicab;
  @Nullable Double[] denseRecall;
  @Nullable Double[] prunedRecall;
  @Nullable Double[] recallDifference;

  @Column(name = "recall_t")
  @Nullable Double[] recallT;

  @Column(name = "recall_p")
  @Nullable Double[] recallP;

  @Column(name = "recall_adjusted_p")
  @Nullable Double[] recallAdjustedP;

  @SuppressWarnings("NullAway.Init") // for Hibernate, which fills the fields
  protected ComparisonResultRow() {}

  ComparisonResultRow(String variant, Instant computedAt, PopulationComparison comparison) {
    PopulationComparison.Side dense = comparison.dense();
    PopulationComparison.Side pruned = comparison.pruned();
    Optional<MeanInterval.Spread> spread = comparison.accuracyDifference().spread();
    this.variant = variant;
    this.computedAt = computedAt;
    this.seeds = Columns.longs(comparison.seeds());
    this.depthSeeds = Columns.longs(comparison.depthSeeds());
    this.piesSmallestLabel = comparison.pies();
    this.piesLargestLabel = comparison.piesLargestLabel();
    this.meanTaxicab = comparison.meanTaxicab();
    this.accuracyDifference = comparison.accuracyDifference().mean();
    this.accuracyDifferenceSd = spread.map(MeanInterval.Spread::standardDeviation).orElse(null);
    this.accuracyDifferenceLow = spread.map(MeanInterval.Spread::low).orElse(null);
    this.accuracyDifferenceHigh = spread.map(MeanInterval.Spread::high).orElse(null);
    this.denseAccuracy = dense.accuracy();
    this.prunedAccuracy = pruned.accuracy();
    this.denseAccuracyOnPies = Columns.nullable(dense.accuracyOnPies());
    this.prunedAccuracyOnPies = Columns.nullable(pruned.accuracyOnPies());
    this.denseAccuracyOnOthers = Columns.nullable(dense.accuracyOnOthers());
    this.prunedAccuracyOnOthers = Columns.nullable(pruned.accuracyOnOthers());
    this.denseMeanQ = Columns.nullable(dense.meanQ());
    this.prunedMeanQ = Columns.nullable(pruned.meanQ());
    this.denseMeanDepthFinalPrediction =
        dense.depth().map(MeanDepth::byFinalPrediction).orElse(null);
    this.prunedMeanDepthFinalPrediction =
        pruned.depth().map(MeanDepth::byFinalPrediction).orElse(null);
    this.denseMeanDepthTrueLabel = dense.depth().map(MeanDepth::byTrueLabel).orElse(null);
    this.prunedMeanDepthTrueLabel = pruned.depth().map(MeanDepth::byTrueLabel).orElse(null);
    this.denseLabelSmallest = Columns.shorts(dense.smallestModalLabels());
    this.denseLabelLargest = Columns.shorts(dense.largestModalLabels());
    this.prunedLabelSmallest = Columns.shorts(pruned.smallestModalLabels());
    this.prunedLabelLargest = Columns.shorts(pruned.largestModalLabels());
    this.taxicab = comparison.taxicab();
    this.denseRecall = byClass(comparison, ClassDifference::denseRecall);
    this.prunedRecall = byClass(comparison, ClassDifference::prunedRecall);
    this.recallDifference = byClass(comparison, ClassDifference::difference);
    this.recallT = bySignificance(comparison, Significance::t);
    this.recallP = bySignificance(comparison, Significance::p);
    this.recallAdjustedP = bySignificance(comparison, Significance::adjustedP);
  }

  private static @Nullable Double[] bySignificance(
      PopulationComparison comparison, Function<Significance, Double> value) {
    return byClass(comparison, difference -> difference.significance().map(value).orElse(null));
  }

  private static @Nullable Double[] byClass(
      PopulationComparison comparison, Function<ClassDifference, @Nullable Double> value) {
    List<Optional<ClassDifference>> classes = comparison.classes();
    @Nullable Double[] values = new Double[classes.size()];
    for (int label = 0; label < values.length; label++) {
      values[label] = classes.get(label).isPresent() ? value.apply(classes.get(label).get()) : null;
    }
    return values;
  }
}

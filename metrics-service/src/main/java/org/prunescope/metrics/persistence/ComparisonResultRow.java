package org.prunescope.metrics.persistence;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.hibernate.annotations.ColumnTransformer;
import org.jspecify.annotations.Nullable;
import org.prunescope.metrics.algorithm.ClassRecallComparison.ClassDifference;
import org.prunescope.metrics.algorithm.ClassRecallComparison.Significance;
import org.prunescope.metrics.algorithm.MeanInterval;
import org.prunescope.metrics.algorithm.population.Estimate;
import org.prunescope.metrics.algorithm.population.PieLabels;
import org.prunescope.metrics.algorithm.population.PopulationComparison;
import org.prunescope.metrics.algorithm.population.Quantity;
import org.prunescope.metrics.algorithm.population.SampleMeans;
import org.prunescope.metrics.algorithm.population.Side;
import org.prunescope.metrics.algorithm.population.Subset;

/** The numbers of a comparison. Per-sample columns are in the test set's order. */
@Entity
@Table(name = "comparison_result")
class ComparisonResultRow extends PanacheEntityBase {
  @EmbeddedId VariantPosition of;
  int definition;
  Instant computedAt;
  long[] seeds;
  long[] depthSeeds;
  int piesSmallestLabel;
  int piesLargestLabel;

  /** A bit for each sample, so that sets are compared by PostgreSQL. */
  @ColumnTransformer(read = "cast(pies as text)", write = "cast(? as bit varying)")
  String pies;

  int[] classPies;
  short[] pieTrueLabel;
  short[] pieDenseLabel;
  short[] piePrunedLabel;
  int[] pieCount;
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
  float[] denseAgreement;
  float[] prunedAgreement;

  @Column(name = "dense_q")
  @Nullable Float @Nullable [] denseQ;

  @Column(name = "pruned_q")
  @Nullable Float @Nullable [] prunedQ;

  @Nullable Float @Nullable [] denseDepthFinalPrediction;
  @Nullable Float @Nullable [] prunedDepthFinalPrediction;
  @Nullable Float @Nullable [] denseDepthTrueLabel;
  @Nullable Float @Nullable [] prunedDepthTrueLabel;
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

  // The fields are filled below, group by group, which NullAway does not follow everywhere.
  @SuppressWarnings("NullAway.Init")
  ComparisonResultRow(VariantPosition of, Instant computedAt, PopulationComparison comparison) {
    this.of = of;
    this.definition = PopulationComparison.DEFINITION;
    this.computedAt = computedAt;
    this.seeds = Columns.longs(comparison.seeds());
    this.depthSeeds = Columns.longs(comparison.depthSeeds());
    fillPies(comparison);
    fillMeans(comparison);
    fillSamples(comparison);
    fillClasses(comparison);
  }

  private void fillPies(PopulationComparison comparison) {
    piesSmallestLabel = comparison.pieCount();
    piesLargestLabel = comparison.piesLargestLabel();
    pies = Columns.bits(comparison.pies());
    classPies = comparison.piesByClass();
    pieTrueLabel = labels(comparison, PieLabels::trueLabel);
    pieDenseLabel = labels(comparison, PieLabels::denseLabel);
    piePrunedLabel = labels(comparison, PieLabels::prunedLabel);
    pieCount = comparison.pieLabels().stream().mapToInt(PieLabels::pies).toArray();
  }

  private void fillMeans(PopulationComparison comparison) {
    MeanInterval difference =
        comparison
            .estimate(Quantity.ACCURACY, Subset.ALL, Side.DIFFERENCE)
            .map(Estimate::overSeeds)
            .orElseThrow();
    Optional<MeanInterval.Spread> spread = difference.spread();
    accuracyDifference = difference.mean();
    accuracyDifferenceSd = spread.map(MeanInterval.Spread::standardDeviation).orElse(null);
    accuracyDifferenceLow = spread.map(MeanInterval.Spread::low).orElse(null);
    accuracyDifferenceHigh = spread.map(MeanInterval.Spread::high).orElse(null);
    denseAccuracy = mean(comparison, Quantity.ACCURACY, Subset.ALL, Side.DENSE).orElseThrow();
    prunedAccuracy = mean(comparison, Quantity.ACCURACY, Subset.ALL, Side.PRUNED).orElseThrow();
    denseAccuracyOnPies = accuracy(comparison, Subset.PIES, Side.DENSE);
    prunedAccuracyOnPies = accuracy(comparison, Subset.PIES, Side.PRUNED);
    denseAccuracyOnOthers = accuracy(comparison, Subset.OTHERS, Side.DENSE);
    prunedAccuracyOnOthers = accuracy(comparison, Subset.OTHERS, Side.PRUNED);
    denseMeanQ = meanOfAll(comparison, Quantity.Q, Side.DENSE);
    prunedMeanQ = meanOfAll(comparison, Quantity.Q, Side.PRUNED);
    denseMeanDepthFinalPrediction =
        meanOfAll(comparison, Quantity.DEPTH_FINAL_PREDICTION, Side.DENSE);
    prunedMeanDepthFinalPrediction =
        meanOfAll(comparison, Quantity.DEPTH_FINAL_PREDICTION, Side.PRUNED);
    denseMeanDepthTrueLabel = meanOfAll(comparison, Quantity.DEPTH_TRUE_LABEL, Side.DENSE);
    prunedMeanDepthTrueLabel = meanOfAll(comparison, Quantity.DEPTH_TRUE_LABEL, Side.PRUNED);
    meanTaxicab = comparison.meanTaxicab();
  }

  private void fillSamples(PopulationComparison comparison) {
    denseLabelSmallest = Columns.shorts(comparison.dense().smallest());
    denseLabelLargest = Columns.shorts(comparison.dense().largest());
    prunedLabelSmallest = Columns.shorts(comparison.pruned().smallest());
    prunedLabelLargest = Columns.shorts(comparison.pruned().largest());
    taxicab = comparison.taxicab();
    denseAgreement = Columns.floats(comparison.dense().agreement());
    prunedAgreement = Columns.floats(comparison.pruned().agreement());
    denseQ = samples(comparison, Quantity.Q, SampleMeans::dense);
    prunedQ = samples(comparison, Quantity.Q, SampleMeans::pruned);
    denseDepthFinalPrediction =
        samples(comparison, Quantity.DEPTH_FINAL_PREDICTION, SampleMeans::dense);
    prunedDepthFinalPrediction =
        samples(comparison, Quantity.DEPTH_FINAL_PREDICTION, SampleMeans::pruned);
    denseDepthTrueLabel = samples(comparison, Quantity.DEPTH_TRUE_LABEL, SampleMeans::dense);
    prunedDepthTrueLabel = samples(comparison, Quantity.DEPTH_TRUE_LABEL, SampleMeans::pruned);
  }

  private void fillClasses(PopulationComparison comparison) {
    denseRecall = byClass(comparison, ClassDifference::denseRecall);
    prunedRecall = byClass(comparison, ClassDifference::prunedRecall);
    recallDifference = byClass(comparison, ClassDifference::difference);
    recallT = bySignificance(comparison, Significance::t);
    recallP = bySignificance(comparison, Significance::p);
    recallAdjustedP = bySignificance(comparison, Significance::adjustedP);
  }

  private static @Nullable Double accuracy(
      PopulationComparison comparison, Subset subset, Side side) {
    return mean(comparison, Quantity.ACCURACY, subset, side).orElse(null);
  }

  private static @Nullable Double meanOfAll(
      PopulationComparison comparison, Quantity quantity, Side side) {
    return mean(comparison, quantity, Subset.ALL, side).orElse(null);
  }

  private static Optional<Double> mean(
      PopulationComparison comparison, Quantity quantity, Subset subset, Side side) {
    return comparison.estimate(quantity, subset, side).map(estimate -> estimate.overSeeds().mean());
  }

  private static @Nullable Float @Nullable [] samples(
      PopulationComparison comparison, Quantity quantity, Function<SampleMeans, double[]> side) {
    SampleMeans means = comparison.bySample().get(quantity);
    return means == null ? null : Columns.nullableFloats(side.apply(means));
  }

  private static short[] labels(PopulationComparison comparison, ToIntFunction<PieLabels> label) {
    return Columns.shorts(comparison.pieLabels().stream().mapToInt(label).toArray());
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

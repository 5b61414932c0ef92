package org.prunescope.metrics.persistence;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.metrics.algorithm.QScore;
import org.prunescope.metrics.evaluation.Measurement;
import org.prunescope.metrics.evaluation.MeasurementDefinition;

/** A checkpoint's measurement. Per-sample columns are in the test set's order. */
@Entity
@Table(name = "measurement")
class MeasurementRow extends PanacheEntityBase {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  @Nullable Long id;

  @Embedded MeasuredPosition of;
  String checkpoint;

  Instant measuredAt;

  long durationMillis;

  int definition;

  double accuracy;
  double loss;
  double sparsity;

  int scoredSamples;

  @Column(name = "mean_q")
  @Nullable Double meanQ;

  @Column(name = "mean_z")
  @Nullable Double meanZ;

  @Column(name = "mean_l1")
  @Nullable Double meanL1;

  @Nullable Integer supportSamples;

  @Nullable Double meanDepthFinalPrediction;

  @Nullable Double meanDepthTrueLabel;

  @Nullable Double[] classRecall;

  short[] predictedLabel;

  float[] confidence;
  @Nullable Double[] q;
  @Nullable Double[] z;
  @Nullable Double[] l1;

  short @Nullable [] depthFinalPrediction;

  short @Nullable [] depthTrueLabel;

  @SuppressWarnings("NullAway.Init") // for Hibernate, which fills the fields
  protected MeasurementRow() {}

  MeasurementRow(
      MeasuredPosition of,
      ArtifactRef checkpoint,
      Instant measuredAt,
      Duration duration,
      Measurement measurement) {
    List<Optional<QScore>> scores = measurement.scores();
    this.of = of;
    this.checkpoint = checkpoint.key();
    this.measuredAt = measuredAt;
    this.durationMillis = duration.toMillis();
    this.definition = MeasurementDefinition.CURRENT;
    this.accuracy = measurement.accuracy();
    this.loss = measurement.loss();
    this.sparsity = measurement.sparsity();
    this.scoredSamples = (int) scores.stream().flatMap(Optional::stream).count();
    this.meanQ = mean(scores, QScore::q);
    this.meanZ = mean(scores, QScore::z);
    this.meanL1 = mean(scores, QScore::l1);
    this.classRecall = Columns.nullable(measurement.recalls());
    this.predictedLabel = Columns.shorts(measurement.predictedLabels());
    this.confidence = Columns.floats(measurement.confidences());
    this.q = values(scores, QScore::q);
    this.z = values(scores, QScore::z);
    this.l1 = values(scores, QScore::l1);
    measurement.depths().ifPresent(this::fillDepths);
  }

  private void fillDepths(Measurement.Depths depths) {
    supportSamples = depths.supportSamples();
    meanDepthFinalPrediction = Columns.mean(depths.byFinalPrediction());
    meanDepthTrueLabel = Columns.mean(depths.byTrueLabel());
    depthFinalPrediction = Columns.shorts(depths.byFinalPrediction());
    depthTrueLabel = Columns.shorts(depths.byTrueLabel());
  }

  private static @Nullable Double mean(
      List<Optional<QScore>> scores, ToDoubleFunction<QScore> value) {
    OptionalDouble mean = scores.stream().flatMap(Optional::stream).mapToDouble(value).average();
    return Columns.nullable(mean);
  }

  private static @Nullable Double[] values(
      List<Optional<QScore>> scores, ToDoubleFunction<QScore> value) {
    @Nullable Double[] values = new Double[scores.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = scores.get(i).isPresent() ? value.applyAsDouble(scores.get(i).get()) : null;
    }
    return values;
  }
}

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
import org.prunescope.metrics.algorithm.PrincipalComponents;
import org.prunescope.metrics.algorithm.QScore;
import org.prunescope.metrics.evaluation.LayerSparsity;
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

  /** Null in rows from before it was measured, as are the layers and the latents without norm. */
  @Nullable Double ece;

  @Nullable Integer zeroLatents;

  String @Nullable [] layerName;

  long @Nullable [] layerWeights;

  long @Nullable [] layerZeros;

  @Column(name = "mean_q")
  @Nullable Double meanQ;

  @Column(name = "mean_z")
  @Nullable Double meanZ;

  @Column(name = "mean_l1")
  @Nullable Double meanL1;

  @Nullable Integer supportSamples;

  @Nullable Double meanDepthFinalPrediction;

  @Nullable Double meanDepthTrueLabel;

  @Nullable Double knnAccuracy;

  @Nullable Integer supportZeroLatents;

  @Nullable Double rankMe;

  @Nullable Double alignment;

  @Nullable Double uniformity;

  @Column(name = "pc1_share")
  @Nullable Double pc1Share;

  @Column(name = "pc2_share")
  @Nullable Double pc2Share;

  @Nullable Double[] classRecall;

  short[] predictedLabel;

  float[] confidence;
  @Nullable Double[] q;
  @Nullable Double[] z;
  @Nullable Double[] l1;

  short @Nullable [] depthFinalPrediction;

  short @Nullable [] depthTrueLabel;

  float @Nullable [] pc1;

  float @Nullable [] pc2;

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
    this.ece = measurement.calibrationError();
    this.zeroLatents = measurement.zeroLatents();
    fillLayers(measurement.layers());
    measurement.votes().ifPresent(this::fillVotes);
    measurement.geometry().ifPresent(this::fillGeometry);
  }

  private void fillLayers(List<LayerSparsity> layers) {
    layerName = layers.stream().map(LayerSparsity::name).toArray(String[]::new);
    layerWeights = layers.stream().mapToLong(LayerSparsity::weights).toArray();
    layerZeros = layers.stream().mapToLong(LayerSparsity::zeros).toArray();
  }

  private void fillVotes(Measurement.Votes votes) {
    supportSamples = votes.supportSamples();
    votes.depths().ifPresent(this::fillDepths);
    votes.latents().ifPresent(this::fillLatentVotes);
  }

  private void fillLatentVotes(Measurement.LatentVotes latents) {
    knnAccuracy = latents.accuracy();
    supportZeroLatents = latents.zeroLatents();
  }

  private void fillGeometry(Measurement.Geometry geometry) {
    rankMe = Columns.nullable(geometry.rankMe());
    alignment = geometry.alignment();
    uniformity = Columns.nullable(geometry.uniformity());
    geometry.map().ifPresent(this::fillMap);
  }

  private void fillMap(PrincipalComponents map) {
    pc1Share = map.firstShare();
    pc2Share = map.secondShare();
    pc1 = Columns.floats(map.first());
    pc2 = Columns.floats(map.second());
  }

  private void fillDepths(Measurement.Depths depths) {
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

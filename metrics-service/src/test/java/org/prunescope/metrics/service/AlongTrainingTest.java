package org.prunescope.metrics.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.prunescope.metrics.service.TinyExperiment.DENSE;
import static org.prunescope.metrics.service.TinyExperiment.DENSE_END;
import static org.prunescope.metrics.service.TinyExperiment.PRUNED;
import static org.prunescope.metrics.service.TinyExperiment.PRUNED_END;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.artifact.ArtifactStore;
import org.prunescope.contract.event.CheckpointEvent;
import org.prunescope.contract.event.CheckpointEvent.CheckpointPruned;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.MeasurementEvent;
import org.prunescope.contract.event.MeasurementEvent.MeasurementFailed;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.experiment.VariantId;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.position.Position;
import org.prunescope.contract.position.Stage;
import org.prunescope.metrics.MeasureCheckpoint;

/** Runs that are measured along training and around their mask as well as at their end. */
@QuarkusTest
@QuarkusTestResource(KafkaAndPostgres.class)
class AlongTrainingTest {
  private static final Position EARLY = Position.trained(0, 1);
  private static final Position BEFORE_MASK = Position.trained(1, 0);
  private static final Position AFTER_MASK = Position.pruned(1, 0);

  /** Of the softmax over ten logits, one of which is 1. */
  private static final double CONFIDENCE = Math.E / (Math.E + 9);

  @Inject MeasureCheckpoint measureCheckpoint;
  @Inject ArtifactStore artifacts;
  @Inject AgroalDataSource dataSource;

  @Test
  void everyMarkedPositionHasItsRowAndTheEndAloneAllThatWasAskedFor() throws Exception {
    // given
    TinyExperiment tiny = new TinyExperiment("along");
    ArtifactRef plan = tiny.put(artifacts, marked(tiny));
    List<CheckpointEvent> events =
        new ArrayList<>(
            List.of(
                event(tiny, plan, DENSE, EARLY, false, 0, 1, 2, 3, 4),
                event(tiny, plan, DENSE, DENSE_END, false),
                event(tiny, plan, PRUNED, BEFORE_MASK, false),
                event(tiny, plan, PRUNED, AFTER_MASK, true, 0, 1, 2, 3),
                event(tiny, plan, PRUNED, PRUNED_END, true, 0)));
    Collections.shuffle(events, new Random(20261128));

    // when
    for (CheckpointEvent event : events) {
      measureCheckpoint.answer(event);
      measureCheckpoint.answer(event);
    }

    // then accuracy falls with the mask and comes back
    assertThat(
            rows(
                "select variant, phase, step, stage, is_end, state, accuracy, support_samples"
                    + " from results.v1_measurements where experiment = ?"
                    + " order by variant, phase, step, stage desc",
                tiny))
        .extracting(Database::text)
        .containsExactly(
            "cross-entropy_dense 0 1 trained false measured 0.5 null",
            "cross-entropy_dense 0 3 trained true measured 1.0 30",
            "cross-entropy_one-shot_0.9 1 0 trained false measured 1.0 null",
            "cross-entropy_one-shot_0.9 1 0 pruned false measured 0.6 null",
            "cross-entropy_one-shot_0.9 1 3 trained true measured 0.9 30");
    assertThat(
            rows(
                "select ece, zero_latents, scored_samples, mean_q, sparsity, knn_accuracy, rank_me,"
                    + " alignment, uniformity, mean_depth_true_label from results.v1_measurements"
                    + " where experiment = ? and stage = 'pruned'",
                tiny))
        .singleElement()
        .satisfies(
            row -> {
              assertThat((Double) row.get("ece")).isCloseTo(.6 - CONFIDENCE, within(1e-12));
              assertThat(row).containsEntry("zero_latents", 1).containsEntry("scored_samples", 9);
              assertThat((Double) row.get("mean_q")).isCloseTo(Math.sqrt(3), within(1e-12));
              assertThat((Double) row.get("sparsity"))
                  .isCloseTo(TinyExperiment.sparsity(), within(1e-12));
              for (String end :
                  List.of(
                      "knn_accuracy",
                      "rank_me",
                      "alignment",
                      "uniformity",
                      "mean_depth_true_label")) {
                assertThat(row).containsEntry(end, null);
              }
            });

    // and samples are there position by position
    assertThat(
            rows(
                "select phase, stage, count(*) filter (where correct) as correct"
                    + " from results.v1_samples where experiment = ? and variant like '%one-shot%'"
                    + " group by phase, step, stage order by phase, step, stage desc",
                tiny))
        .extracting(Database::text)
        .containsExactly("1 trained 10", "1 pruned 6", "1 trained 9");

    // and a run has one row, of its end
    assertThat(
            rows(
                "select variant, step, accuracy, state from results.v1_runs"
                    + " where experiment = ? and seed = 0 order by variant",
                tiny))
        .extracting(Database::text)
        .containsExactly(
            "cross-entropy_dense 3 1.0 measured", "cross-entropy_one-shot_0.9 3 0.9 measured");
    endsHaveGeometry(tiny);
  }

  /** Nine latents are (1, 0, 0, 0) and the first is zero, whatever the view. */
  private void endsHaveGeometry(TinyExperiment tiny) throws Exception {
    double uniformity = Math.log((36 + 9 * Math.exp(-2)) / 45);
    assertThat(
            rows("select * from results.v1_runs where experiment = ? and state = 'measured'", tiny))
        .hasSize(2)
        .allSatisfy(
            row -> {
              assertThat((Double) row.get("rank_me")).isCloseTo(1, within(1e-4));
              assertThat(row)
                  .containsEntry("alignment", 0.0)
                  .containsEntry("zero_latents", 1)
                  .containsEntry("support_zero_latents", 1);
              assertThat((Double) row.get("uniformity")).isCloseTo(uniformity, within(1e-12));
              assertThat((Double) row.get("knn_accuracy")).isBetween(0.0, 1.0);
            });
    assertThat(
            rows(
                "select ece_mean, knn_accuracy_mean, rank_me_mean, alignment_mean, uniformity_mean"
                    + " from results.v1_variants where experiment = ? and n = 1",
                tiny))
        .hasSize(2)
        .allSatisfy(
            row -> {
              assertThat(row).doesNotContainValue(null).containsEntry("alignment_mean", 0.0);
              assertThat((Double) row.get("uniformity_mean")).isCloseTo(uniformity, within(1e-12));
            });
  }

  @Test
  void layersSayWhatIsPrunedOfEachTensorAtTheEnd() throws Exception {
    TinyExperiment tiny = new TinyExperiment("layers");
    ArtifactRef plan = tiny.put(artifacts, marked(tiny));
    measureCheckpoint.answer(event(tiny, plan, PRUNED, BEFORE_MASK, false));
    measureCheckpoint.answer(event(tiny, plan, PRUNED, PRUNED_END, true));

    List<Map<String, Object>> layers =
        rows("select * from results.v1_layers where experiment = ? order by layer", tiny);

    assertThat(layers.getFirst())
        .containsEntry("layer", 0)
        .containsEntry("name", "encoder.conv1.weight")
        .containsEntry("weights", 3L * 3 * 3 * 16)
        .containsEntry("zeros", 0L)
        .containsEntry("sparsity", 0.0);
    assertThat(layers.getLast())
        .containsEntry("name", "fc.weight")
        .containsEntry("weights", 640L)
        .containsEntry("zeros", 640L)
        .containsEntry("sparsity", 1.0);
    // The stem, two convolutions of three blocks, a shortcut of two, the classifier.
    assertThat(layers).hasSize(1 + 6 + 2 + 1);
  }

  @Test
  void aMeasurementMakesDueWhatIsComparedAtItsPositionAndWhatIsComparedWithIt() throws Exception {
    TinyExperiment tiny = new TinyExperiment("comparisons-due");
    ArtifactRef plan = tiny.put(artifacts, marked(tiny));
    String due =
        "select phase || '-' || step || '-' || stage as due from metrics.comparison"
            + " where variant like ? || '/%' and revision > 0 order by due";

    measureCheckpoint.answer(event(tiny, plan, DENSE, EARLY, false));
    assertThat(rows(due, tiny)).isEmpty();

    measureCheckpoint.answer(event(tiny, plan, PRUNED, AFTER_MASK, true));
    assertThat(rows(due, tiny)).containsExactly(Map.of("due", "1-0-pruned"));

    // In fine-tuning, which the baseline has not, its end is what all are compared with.
    measureCheckpoint.answer(event(tiny, plan, DENSE, DENSE_END, false));
    assertThat(rows(due, tiny))
        .extracting(row -> row.get("due"))
        .containsExactly("1-0-pruned", "1-0-trained", "1-%d-trained".formatted(PRUNED_END.step()));
  }

  @Test
  void aFailureAlongTrainingIsSeenThereAndIsNotTheRuns() throws Exception {
    // given
    TinyExperiment tiny = new TinyExperiment("lost-early");
    ArtifactRef plan = tiny.put(artifacts, marked(tiny));
    ArtifactRef lost =
        ArtifactRef.checkpoint(
            tiny.run(DENSE, 0), 1, EARLY, TinyExperiment.checkpoint(tiny.wrongOn(5), false));

    // when
    Optional<MeasurementEvent> answer =
        measureCheckpoint.answer(event(tiny.run(DENSE, 0), plan, new CheckpointRef(EARLY, lost)));

    // then
    assertThat(answer).containsInstanceOf(MeasurementFailed.class);
    assertThat(
            rows(
                "select step, is_end, state, failure_reason, accuracy, checkpoint"
                    + " from results.v1_measurements where experiment = ?",
                tiny))
        .extracting(Database::text)
        .containsExactly("1 false failed ARTIFACT_UNREADABLE null null");
    assertThat(
            rows(
                "select state from results.v1_runs where experiment = ? and seed = 0"
                    + " and variant = 'cross-entropy_dense'",
                tiny))
        .containsExactly(Map.of("state", "waiting"));
  }

  private static Plan marked(TinyExperiment tiny) {
    return TinyExperiment.measuringAlso(
        TinyExperiment.measuringAlso(tiny.plan(), DENSE, EARLY), PRUNED, BEFORE_MASK, AFTER_MASK);
  }

  private CheckpointEvent event(
      TinyExperiment tiny,
      ArtifactRef plan,
      VariantId variant,
      Position position,
      boolean pruneClassifier,
      int... wrongOn)
      throws Exception {
    RunId run = tiny.run(variant, 0);
    byte[] content = TinyExperiment.checkpoint(tiny.wrongOn(wrongOn), pruneClassifier);
    return event(run, plan, TinyExperiment.put(artifacts, run, 1, position, content));
  }

  private static CheckpointEvent event(RunId run, ArtifactRef plan, CheckpointRef checkpoint) {
    return checkpoint.position().stage() == Stage.PRUNED
        ? new CheckpointPruned(run, plan, 1, checkpoint, 0.9)
        : TinyExperiment.saved(run, plan, 1, checkpoint);
  }

  private List<Map<String, Object>> rows(String query, TinyExperiment tiny) throws Exception {
    return new Database(dataSource).rows(query, tiny.name());
  }
}

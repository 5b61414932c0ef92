package org.prunescope.metrics.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.prunescope.metrics.service.TinyExperiment.CONTRASTIVE_END;
import static org.prunescope.metrics.service.TinyExperiment.CONTRASTIVE_ONE_SHOT_END;
import static org.prunescope.metrics.service.TinyExperiment.DENSE;
import static org.prunescope.metrics.service.TinyExperiment.DENSE_END;
import static org.prunescope.metrics.service.TinyExperiment.PRUNED;
import static org.prunescope.metrics.service.TinyExperiment.PRUNED_END;
import static org.prunescope.metrics.service.TinyExperiment.SIMCLR_DENSE;
import static org.prunescope.metrics.service.TinyExperiment.SUPCON_DENSE;
import static org.prunescope.metrics.service.TinyExperiment.SUPCON_GRADUAL;
import static org.prunescope.metrics.service.TinyExperiment.SUPCON_ONE_SHOT;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.artifact.ArtifactStore;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.Failure;
import org.prunescope.contract.event.FailureReason;
import org.prunescope.contract.event.MeasurementEvent;
import org.prunescope.contract.event.MeasurementEvent.MeasurementFailed;
import org.prunescope.contract.event.MeasurementEvent.MeasurementStored;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.experiment.VariantId;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.position.Position;
import org.prunescope.metrics.MeasureCheckpoint;

/** Experiments of several objectives, whose plans need not be the same. */
@QuarkusTest
@QuarkusTestResource(KafkaAndPostgres.class)
class SeveralObjectivesTest {
  @Inject MeasureCheckpoint measureCheckpoint;
  @Inject ArtifactStore artifacts;
  @Inject AgroalDataSource dataSource;

  @Test
  void comparesEachPrunedVariantWithTheDenseOneOfItsOwnObjective() throws Exception {
    // when each objective's dense networks are wrong on a sample of their own
    TinyExperiment tiny = new TinyExperiment("objectives");
    ArtifactRef plan = tiny.put(artifacts, tiny.planOfThreeObjectives());
    for (int seed = 0; seed < 3; seed++) {
      measure(tiny, plan, DENSE, seed, DENSE_END, 0);
      measure(tiny, plan, PRUNED, seed, PRUNED_END, 0, 1);
      measure(tiny, plan, SUPCON_DENSE, seed, CONTRASTIVE_END, 2, 3);
      measure(tiny, plan, SUPCON_GRADUAL, seed, CONTRASTIVE_END, 2, 3, 4, 5);
      measure(tiny, plan, SIMCLR_DENSE, seed, CONTRASTIVE_END, 6);
    }
    measure(tiny, plan, SUPCON_ONE_SHOT, 1, CONTRASTIVE_ONE_SHOT_END, 2, 3, 7);

    // then
    await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () ->
                rows("select from results.v1_comparisons where experiment = ? and due", tiny)
                    .isEmpty());
    assertThat(
            rows(
                "select variant, objective, baseline, n, pies, depth_n"
                    + " from results.v1_variants where experiment = ? order by ordinal",
                tiny))
        .extracting(Database::text)
        .containsExactly(
            "cross-entropy_dense cross-entropy null 3 null 2",
            "cross-entropy_one-shot_0.9 cross-entropy cross-entropy_dense 3 1 2",
            "supcon_dense supcon null 3 null 2",
            "supcon_one-shot_0.9 supcon supcon_dense 1 1 1",
            "supcon_gradual_0.9 supcon supcon_dense 3 2 2",
            "simclr_dense simclr null 3 null 2");
    assertThat(
            rows(
                "select variant, state, due, n, depth_n, updates_beyond_baseline, last_learning"
                    + " from results.v1_comparisons"
                    + " where experiment = ? order by variant",
                tiny))
        .extracting(Database::text)
        .containsExactly(
            "cross-entropy_one-shot_0.9 compared false 3 2 3 cross-entropy",
            "supcon_gradual_0.9 compared false 3 2 0 cross-entropy",
            "supcon_one-shot_0.9 compared false 1 1 0 cross-entropy");
    assertThat(
            rows(
                "select accuracy_difference from results.v1_comparisons"
                    + " where experiment = ? and variant = 'supcon_gradual_0.9'",
                tiny))
        .singleElement()
        .satisfies(
            row ->
                assertThat((Double) row.get("accuracy_difference")).isCloseTo(-0.2, within(1e-12)));
    assertThat(
            rows(
                "select variant, n, difference_n, low is null as one, difference_low is null as few"
                    + " from results.v1_means"
                    + " where experiment = ? and quantity = 'depth-final-prediction'"
                    + " order by ordinal",
                tiny))
        .extracting(Database::text)
        .containsExactly(
            "cross-entropy_dense 2 0 false true",
            "cross-entropy_one-shot_0.9 2 2 false false",
            "supcon_dense 2 0 false true",
            "supcon_one-shot_0.9 1 1 true true",
            "supcon_gradual_0.9 2 2 false false",
            "simclr_dense 2 0 false true");
    assertThat(meansThatOtherViewsSayOtherwise(tiny)).isEmpty();
  }

  /** Accuracy with its interval is in the variants, paired differences are among the estimates. */
  private List<Map<String, Object>> meansThatOtherViewsSayOtherwise(TinyExperiment tiny)
      throws Exception {
    return rows(
        """
        select means.variant
        from results.v1_means means
        join results.v1_variants variants using (experiment, variant)
        left join results.v1_estimates estimates
          on estimates.experiment = means.experiment
          and estimates.variant = means.variant
          and estimates.at_end
          and estimates.quantity = means.quantity
          and estimates.subset = 'all'
          and estimates.side = 'difference'
        where means.experiment = ? and means.quantity = 'accuracy'
          and not (
            means.n = variants.n
            and abs(means.mean - variants.accuracy_mean) < 1e-12
            and abs(coalesce(means.low - variants.accuracy_low, 0)) < 1e-12
            and abs(coalesce(means.high - variants.accuracy_high, 0)) < 1e-12
            and means.difference_n = coalesce(estimates.n, 0)
            and abs(coalesce(means.difference - estimates.mean, 0)) < 1e-12
            and abs(coalesce(means.difference_high - estimates.high, 0)) < 1e-12)
        """,
        tiny);
  }

  @Test
  void aMarkedPositionWithoutAClassifierIsAVisibleFailureThatSaysSo() throws Exception {
    // given
    TinyExperiment tiny = new TinyExperiment("pre-training");
    Position preTrained = Position.trained(0, 2);
    Plan plan =
        TinyExperiment.measuringAlso(tiny.planOfThreeObjectives(), SUPCON_DENSE, preTrained);

    // when
    MeasurementEvent answer =
        measure(tiny, tiny.put(artifacts, plan), SUPCON_DENSE, 0, preTrained).orElseThrow();

    // then
    assertThat(answer)
        .isInstanceOfSatisfying(
            MeasurementFailed.class,
            failed ->
                assertThat(failed.failure())
                    .isEqualTo(
                        new Failure(
                            FailureReason.INTERNAL,
                            "the plan measures 0-2-trained in phase pre-training, where the"
                                + " network has no classifier")));
  }

  /** The gateway deletes checkpoints that are measured: what comes again must not read them. */
  @Test
  void whatWasAnsweredIsAnsweredAgainFromTheTablesWhenTheCheckpointIsGone() throws Exception {
    // given
    TinyExperiment tiny = new TinyExperiment("deleted");
    ArtifactRef plan = tiny.put(artifacts, tiny.plan());
    RunId run = tiny.run(DENSE, 0);
    measure(tiny, plan, DENSE, 0, DENSE_END, 0);
    ArtifactRef deleted =
        ArtifactRef.checkpoint(
            run, 1, DENSE_END, TinyExperiment.checkpoint(tiny.wrongOn(1), false));

    // when another checkpoint of the position comes, whose file is not there
    Optional<MeasurementEvent> again =
        measureCheckpoint.answer(
            TinyExperiment.saved(run, plan, 1, new CheckpointRef(DENSE_END, deleted)));

    // then
    assertThat(again).contains(new MeasurementStored(run, 1, DENSE_END));
  }

  private Optional<MeasurementEvent> measure(
      TinyExperiment tiny,
      ArtifactRef plan,
      VariantId variant,
      long seed,
      Position position,
      int... wrongOn)
      throws Exception {
    RunId run = tiny.run(variant, seed);
    byte[] content = TinyExperiment.checkpoint(tiny.wrongOn(wrongOn), false);
    CheckpointRef checkpoint = TinyExperiment.put(artifacts, run, 1, position, content);
    return measureCheckpoint.answer(TinyExperiment.saved(run, plan, 1, checkpoint));
  }

  private List<Map<String, Object>> rows(String query, TinyExperiment tiny) throws Exception {
    return new Database(dataSource).rows(query, tiny.name());
  }
}

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
import static org.prunescope.metrics.service.TinyExperiment.SUPCON_DENSE;
import static org.prunescope.metrics.service.TinyExperiment.SUPCON_GRADUAL;
import static org.prunescope.metrics.service.TinyExperiment.SUPCON_ONE_SHOT;
import static org.prunescope.metrics.service.TinyExperiment.measuringAlso;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.artifact.ArtifactStore;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.experiment.VariantId;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.position.Position;
import org.prunescope.metrics.MeasureCheckpoint;
import org.prunescope.metrics.algorithm.population.PopulationComparison;
import org.prunescope.metrics.persistence.ComparisonStore;

/** What the views say of populations at every measured position. */
@QuarkusTest
@QuarkusTestResource(KafkaAndPostgres.class)
class ComparisonsTest {
  private static final Position HALFWAY = Position.trained(0, 2);
  private static final Position HALFWAY_PRUNED = Position.pruned(0, 2);
  private static final Position JUST_PRUNED = Position.pruned(1, 0);

  @Inject MeasureCheckpoint measureCheckpoint;
  @Inject ComparisonStore comparisons;
  @Inject ArtifactStore artifacts;
  @Inject AgroalDataSource dataSource;

  @Test
  void areMadeAtEveryMeasuredPositionWithTheBaselineAfterAsManyUpdatesOrAtItsEnd()
      throws Exception {
    // given
    TinyExperiment tiny = new TinyExperiment("curves");
    Plan marked =
        measuringAlso(
            measuringAlso(tiny.plan(), DENSE, HALFWAY), PRUNED, HALFWAY_PRUNED, JUST_PRUNED);
    ArtifactRef plan = tiny.put(artifacts, marked);

    // when pruning costs sample 6 halfway, samples 0 to 2 at the end, of which fine-tuning brings
    // back two
    for (int seed = 0; seed < 3; seed++) {
      measure(tiny, plan, DENSE, seed, HALFWAY, 5);
      measure(tiny, plan, DENSE, seed, DENSE_END);
      measure(tiny, plan, PRUNED, seed, HALFWAY_PRUNED, 5, 6);
      measure(tiny, plan, PRUNED, seed, JUST_PRUNED, 0, 1, 2);
      measure(tiny, plan, PRUNED, seed, PRUNED_END, 0);
    }
    awaitNoneDue(tiny);

    // then
    assertThat(
            rows(
                "select phase, step, stage, updates, at_end, n, baseline_phase, baseline_step,"
                    + " baseline_stage, compared_n, pies, round(baseline_accuracy::numeric, 1) as accuracy,"
                    + " round(accuracy_difference::numeric, 1) as difference, due"
                    + " from results.v1_curves where experiment = ?"
                    + " order by ordinal, phase, step, stage",
                tiny))
        .extracting(Database::text)
        .containsExactly(
            "0 2 trained 2 false 3 null null null null null null null null",
            "0 3 trained 3 true 3 null null null null null null null null",
            "0 2 pruned 2 false 3 0 2 trained 3 1 0.9 -0.1 false",
            "1 0 pruned 3 false 3 0 3 trained 3 3 1.0 -0.3 false",
            "1 3 trained 6 true 3 0 3 trained 3 1 1.0 -0.1 false");
    // Each is touched by three runs of its own and three of the baseline at that position.
    assertThat(rows("select revision from metrics.comparison where variant like ? || '/%'", tiny))
        .extracting(Database::text)
        .containsExactly("6", "6", "6");
    assertThat(
            rows(
                "select variant, step, pies_smallest_label from results.v1_comparisons"
                    + " where experiment = ?",
                tiny))
        .extracting(Database::text)
        .containsExactly("cross-entropy_one-shot_0.9 3 1");
    assertThat(rows("select sample from results.v1_exemplars where pie and experiment = ?", tiny))
        .extracting(Database::text)
        .containsExactly("0");
  }

  @Test
  void compareTheNewestAttemptOfEachRunAtAPositionWhateverTheOrder() throws Exception {
    // given attempts that end in another order than they began
    TinyExperiment tiny = new TinyExperiment("newest");
    ArtifactRef plan = tiny.put(artifacts, measuringAlso(tiny.plan(), PRUNED, JUST_PRUNED));
    measure(tiny, plan, DENSE, 0, DENSE_END);
    measure(tiny, plan, PRUNED, 0, 2, JUST_PRUNED, 0, 1);
    measure(tiny, plan, PRUNED, 0, 1, JUST_PRUNED, 0, 1, 2, 3);
    measure(tiny, plan, PRUNED, 0, 1, PRUNED_END, 0);
    awaitNoneDue(tiny);

    // then the end is of the older attempt, since the newer has not come there
    assertThat(
            rows(
                "select stage, n, pies from results.v1_curves where experiment = ? and"
                    + " variant like '%one-shot%' order by phase, step, stage",
                tiny))
        .extracting(Database::text)
        .containsExactly("pruned 1 2", "trained 1 1");
  }

  @Test
  void sayWhatChanceDoesAndWhoseSamplesThePiesAre() throws Exception {
    // given PIEs 4 and 5 of one variant, 5 and 7 of another, 1 of a third with its own baseline
    TinyExperiment tiny = new TinyExperiment("overlaps");
    ArtifactRef plan = tiny.put(artifacts, tiny.planOfThreeObjectives());
    for (int seed = 0; seed < 3; seed++) {
      measure(tiny, plan, DENSE, seed, DENSE_END, 0);
      measure(tiny, plan, PRUNED, seed, PRUNED_END, 0, 1);
      measure(tiny, plan, SUPCON_DENSE, seed, CONTRASTIVE_END, 2);
      measure(tiny, plan, SUPCON_GRADUAL, seed, CONTRASTIVE_END, 2, 4, 5);
      measure(tiny, plan, SUPCON_ONE_SHOT, seed, CONTRASTIVE_ONE_SHOT_END, 2, 5, 7);
    }
    awaitNoneDue(tiny);

    // then
    assertThat(
            rows(
                "select variant, other, pies, other_pies, common, round(jaccard::numeric, 3),"
                    + " at_same_sparsity from results.v1_overlaps"
                    + " where experiment = ? and variant like 'supcon%' order by 1, 2",
                tiny))
        .extracting(Database::text)
        .containsExactly(
            "supcon_gradual_0.9 cross-entropy_one-shot_0.9 2 1 0 0.000 true",
            "supcon_gradual_0.9 supcon_one-shot_0.9 2 2 1 0.333 true",
            "supcon_one-shot_0.9 cross-entropy_one-shot_0.9 2 1 0 0.000 true",
            "supcon_one-shot_0.9 supcon_gradual_0.9 2 2 1 0.333 true");
    // Of 8 arrangements two are the real one; in the others one network of three is outvoted.
    assertThat(
            rows(
                "select variant, definition, unique_pies, unique_pies_at_same_sparsity,"
                    + " floor_arrangements, floor_exhaustive, floor_mean, floor_p,"
                    + " floor_taxicab_p, disjoint_splits, bootstrap_mean"
                    + " from results.v1_comparisons where experiment = ? order by variant",
                tiny))
        .extracting(Database::text)
        .containsExactly(
            "cross-entropy_one-shot_0.9 2 1 1 8 true 1.0 1.0 0.25 null 1.0",
            "supcon_gradual_0.9 2 1 1 8 true 2.0 1.0 0.25 null 2.0",
            "supcon_one-shot_0.9 2 1 1 8 true 2.0 1.0 0.25 null 2.0");
    assertThat(
            rows(
                "select variant, pies, floor_mean, floor_low, floor_high, floor_p"
                    + " from results.v1_variants where experiment = ? and variant like 'supcon%'"
                    + " order by ordinal",
                tiny))
        .extracting(Database::text)
        .containsExactly(
            "supcon_dense null null null null null",
            "supcon_one-shot_0.9 2 2.0 2.0 2.0 1.0",
            "supcon_gradual_0.9 2 2.0 2.0 2.0 1.0");

    // and each PIE goes from its true label to the next
    List<Map<String, Object>> labels =
        rows(
            "select true_label, dense_label, pruned_label, true_class, pies"
                + " from results.v1_pie_labels where experiment = ? and variant like '%gradual%'",
            tiny);
    assertThat(labels).allSatisfy(row -> assertThat(row.get("true_class")).isNotNull());
    assertThat(labels.stream().mapToInt(row -> (Integer) row.get("pies")).sum()).isEqualTo(2);
    for (Map<String, Object> row : labels) {
      int trueLabel = Integer.parseInt(String.valueOf(row.get("true_label")));
      assertThat(row.get("dense_label")).hasToString(Integer.toString(trueLabel));
      assertThat(row.get("pruned_label"))
          .hasToString(Integer.toString((trueLabel + 1) % TinyExperiment.CLASSES));
    }
    assertThat(
            rows(
                "select sum(pies) from results.v1_classes where experiment = ?"
                    + " and variant like '%gradual%'",
                tiny))
        .extracting(Database::text)
        .containsExactly("2");
  }

  @Test
  void estimateEveryQuantityOverAllSamplesPiesAndOthers() throws Exception {
    // given
    TinyExperiment tiny = new TinyExperiment("estimates");
    ArtifactRef plan = tiny.put(artifacts, tiny.plan());
    for (int seed = 0; seed < 3; seed++) {
      measure(tiny, plan, DENSE, seed, DENSE_END);
    }
    measure(tiny, plan, PRUNED, 0, PRUNED_END, 0, 1, 2);
    measure(tiny, plan, PRUNED, 1, PRUNED_END, 0, 1);
    measure(tiny, plan, PRUNED, 2, PRUNED_END, 0);
    awaitNoneDue(tiny);

    // then PIEs are samples 0 and 1, of which the pruned networks get 0, 0 and one right
    assertThat(
            rows(
                "select subset, side, n, samples, at_end from results.v1_estimates"
                    + " where experiment = ? and quantity = 'accuracy' order by subset, side",
                tiny))
        .extracting(Database::text)
        .containsExactly(
            "all dense 3 10 true",
            "all difference 3 10 true",
            "all pruned 3 10 true",
            "others dense 3 8 true",
            "others difference 3 8 true",
            "others pruned 3 8 true",
            "pies dense 3 2 true",
            "pies difference 3 2 true",
            "pies pruned 3 2 true");
    Map<String, Object> onPies =
        rows(
                "select * from results.v1_estimates where experiment = ?"
                    + " and quantity = 'accuracy' and subset = 'pies' and side = 'pruned'",
                tiny)
            .getFirst();
    double sd = Math.sqrt((2 / 36.0 + 4 / 36.0) / 2);
    assertThat((Double) onPies.get("mean")).isCloseTo(1 / 6.0, within(1e-12));
    assertThat((Double) onPies.get("sd")).isCloseTo(sd, within(1e-12));
    assertThat((Double) onPies.get("high"))
        .isCloseTo(1 / 6.0 + 4.302652730 * sd / Math.sqrt(3), within(1e-9));
    // Sample 0 is right in 0 of 3 networks, sample 1 in 1 of 3.
    assertThat((Double) onPies.get("sd_over_samples")).isCloseTo(1 / Math.sqrt(18), within(1e-12));

    // and Q leaves sample 0 out, whose latent is zero; depth is of seeds 0 and 1
    assertThat(
            rows(
                "select quantity, n, samples, round(mean::numeric, 6) from results.v1_estimates"
                    + " where experiment = ? and subset = 'all' and side = 'pruned'"
                    + " and quantity in ('q', 'z', 'l1', 'depth-true-label', 'loss')"
                    + " order by quantity",
                tiny))
        .extracting(row -> row.get("quantity") + " " + row.get("n") + " " + row.get("samples"))
        .containsExactly("depth-true-label 2 10", "l1 3 9", "loss 3 10", "q 3 9", "z 3 9");
    assertThat(
            rows(
                "select sample, dense_agreement, round(pruned_agreement::numeric, 3) as agreement,"
                    + " round(dense_q::numeric, 3) as q, pruned_q is null as no_q,"
                    + " dense_depth_true_label is null as no_depth"
                    + " from results.v1_exemplars where experiment = ? and sample < 3"
                    + " order by sample",
                tiny))
        .extracting(Database::text)
        .containsExactly(
            "0 1.0 1.000 null true false",
            "1 1.0 0.667 1.732 false false",
            "2 1.0 0.667 1.732 false false");
  }

  @Test
  void areComputedAgainAfterTheirDefinitionHasChanged() throws Exception {
    // given a result of an older service
    TinyExperiment tiny = new TinyExperiment("outdated");
    ArtifactRef plan = tiny.put(artifacts, tiny.plan());
    measure(tiny, plan, DENSE, 0, DENSE_END);
    measure(tiny, plan, PRUNED, 0, PRUNED_END, 0);
    awaitNoneDue(tiny);
    execute(
        "update metrics.comparison_result set definition = 1 where variant like ? || '/%'", tiny);
    execute("delete from metrics.comparison_resampling where variant like ? || '/%'", tiny);

    // when
    int due = comparisons.makeOutdatedDue();
    int again = comparisons.makeOutdatedDue();

    // then
    assertThat(due).isEqualTo(1);
    assertThat(again).isZero();
    awaitNoneDue(tiny);
    assertThat(
            rows(
                "select definition, floor_arrangements from results.v1_comparisons"
                    + " where experiment = ?",
                tiny))
        .extracting(Database::text)
        .containsExactly(PopulationComparison.DEFINITION + " 2");
  }

  private void awaitNoneDue(TinyExperiment tiny) {
    await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () ->
                rows("select from results.v1_comparisons where experiment = ? and due", tiny)
                    .isEmpty());
  }

  private void measure(
      TinyExperiment tiny,
      ArtifactRef plan,
      VariantId variant,
      long seed,
      Position position,
      int... wrongOn)
      throws Exception {
    measure(tiny, plan, variant, seed, 1, position, wrongOn);
  }

  private void measure(
      TinyExperiment tiny,
      ArtifactRef plan,
      VariantId variant,
      long seed,
      int attempt,
      Position position,
      int... wrongOn)
      throws Exception {
    RunId run = tiny.run(variant, seed);
    byte[] content = TinyExperiment.checkpoint(tiny.wrongOn(wrongOn), false);
    CheckpointRef checkpoint = TinyExperiment.put(artifacts, run, attempt, position, content);
    assertThat(measureCheckpoint.answer(TinyExperiment.saved(run, plan, attempt, checkpoint)))
        .isPresent();
  }

  private List<Map<String, Object>> rows(String query, TinyExperiment tiny) throws Exception {
    return new Database(dataSource).rows(query, tiny.name());
  }

  private void execute(String update, TinyExperiment tiny) throws Exception {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(update)) {
      statement.setString(1, tiny.name());
      statement.executeUpdate();
    }
  }
}

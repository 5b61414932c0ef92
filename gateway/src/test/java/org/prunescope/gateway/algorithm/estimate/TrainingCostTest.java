package org.prunescope.gateway.algorithm.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.VariantId;
import org.prunescope.contract.network.Architecture;
import org.prunescope.contract.plan.DataSetFingerprint;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.plan.Variant;
import org.prunescope.gateway.algorithm.ExperimentPlanner;
import org.prunescope.gateway.request.ExperimentReader;
import org.prunescope.gateway.request.Preset;

class TrainingCostTest {
  private static final Experiment REQUEST =
      ExperimentReader.read(Preset.named("corti-2022").orElseThrow());
  private static final Architecture NETWORK = REQUEST.architecture();
  private static final Plan PLAN =
      ExperimentPlanner.plan(
          new ExperimentId("weighed"),
          REQUEST,
          new DataSetFingerprint("0".repeat(64), Collections.nCopies(10, "class"), 50_000, 10_000),
          Collections.nCopies(4, 0L));

  @Test
  void anUpdateCostsImagesTimesViewsTimesPasses() {
    Variant supervised = PLAN.variant(new VariantId("cross-entropy_dense"));
    Variant contrastive = PLAN.variant(new VariantId("supcon_dense"));
    double image = NETWORK.multiplyAdds() / 1e6;

    // 391 updates, the last of 80 images: 127.88 on the mean, forward and twice backward
    assertThat(TrainingCost.ofUpdate(supervised.phases().getFirst(), NETWORK, 50_000))
        .isEqualTo(Math.round(50_000 / 391. * 3 * image));
    // 49 updates of 1,020.4 images, two views of each
    assertThat(TrainingCost.ofUpdate(contrastive.phases().getFirst(), NETWORK, 50_000))
        .isEqualTo(Math.round(50_000 / 49. * 2 * 3 * image));
    // 196 updates of 255.1 images; nothing goes back through the encoder
    assertThat(TrainingCost.ofUpdate(contrastive.phases().get(1), NETWORK, 50_000))
        .isEqualTo(Math.round(50_000 / 196. * image));
  }

  @Test
  void aBranchCostsNothingThatItsTrunkHasTrained() {
    Variant trunk = PLAN.variant(new VariantId("supcon_dense"));
    Variant late = PLAN.variant(new VariantId("supcon_late_0.9"));
    long update = TrainingCost.ofUpdate(trunk.phases().getFirst(), NETWORK, 50_000);

    assertThat(TrainingCost.ofOwnUpdates(late, NETWORK, 50_000))
        .isEqualTo(TrainingCost.ofOwnUpdates(trunk, NETWORK, 50_000) - 2_541 * update);
  }

  @Test
  void whatRemainsIsCountedPhaseByPhase() {
    List<Integer> updates = List.of(10, 5);
    List<Long> costs = List.of(100L, 3L);

    assertThat(TrainingCost.ofRemaining(updates, costs, 0)).isEqualTo(1_015);
    assertThat(TrainingCost.ofRemaining(updates, costs, 4)).isEqualTo(615);
    assertThat(TrainingCost.ofRemaining(updates, costs, 10)).isEqualTo(15);
    assertThat(TrainingCost.ofRemaining(updates, costs, 12)).isEqualTo(9);
    assertThat(TrainingCost.ofRemaining(updates, costs, 15)).isZero();
    assertThat(TrainingCost.ofRemaining(updates, costs, 16)).isZero();
  }
}

package org.prunescope.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.prunescope.gateway.infrastructure.Waiting.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.event.RunState;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.experiment.VariantId;
import org.prunescope.contract.json.Json;
import org.prunescope.contract.plan.DataSetFingerprint;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.plan.PlannedRun;
import org.prunescope.contract.plan.Variant;
import org.prunescope.contract.position.Position;
import org.prunescope.contract.topic.Topics;
import org.prunescope.gateway.algorithm.ExperimentPlanner;
import org.prunescope.gateway.algorithm.estimate.TrainingCost;
import org.prunescope.gateway.infrastructure.Infrastructure;
import org.prunescope.gateway.infrastructure.Records;
import org.prunescope.gateway.persistence.Experiments;
import org.prunescope.gateway.request.ExperimentReader;

/** What partitions still hold when the next experiment is placed. */
@QuarkusTest
@QuarkusTestResource(Infrastructure.class)
class OutstandingCostsTest {
  private static final int PARTITIONS = Infrastructure.PARTITIONS;
  private static final int TRAIN_SAMPLES = 50;

  @Inject Experiments experiments;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrapServers;

  @Test
  void aPartitionHoldsWhatItsUnfinishedRunsHaveStillToTrain() throws Exception {
    // given an experiment of which nothing is trained
    List<Long> before = experiments.outstandingCosts(PARTITIONS);
    Experiment request = ExperimentReader.read(Requests.GOOD.getBytes(StandardCharsets.UTF_8));
    Plan plan = plan(request);
    ArtifactRef ref = ArtifactRef.plan(plan.experiment(), plan.write());
    experiments.store(plan, ref, Caller.ANYBODY, Optional.empty());
    List<Long> expected = new ArrayList<>(before);
    for (PlannedRun run : plan.runs()) {
      Variant variant = plan.variant(run.variant());
      long cost = TrainingCost.ofOwnUpdates(variant, request.architecture(), TRAIN_SAMPLES);
      expected.set(run.partition(), expected.get(run.partition()) + cost);
    }
    assertThat(experiments.outstandingCosts(PARTITIONS)).isEqualTo(expected);

    // when a branch has made two of its five updates, which come after its trunk's ten
    RunId run = new RunId(plan.experiment(), new VariantId("cross-entropy_one-shot_0.9"), 1);
    Variant variant = plan.variant(run.variant());
    Position position = Position.trained(1, 2);
    CheckpointRef last =
        new CheckpointRef(position, ArtifactRef.checkpoint(run, 1, position, new byte[0]));
    Records.send(
        bootstrapServers,
        Topics.RUN_PROGRESS,
        0,
        run.text(),
        Json.write(new RunProgress(run, ref, 1, RunState.TRAINING, last, null, null, null, null)));

    // then its partition holds that much less
    long update =
        TrainingCost.ofUpdate(variant.phases().get(1), request.architecture(), TRAIN_SAMPLES);
    int partition = plan.partition(run);
    expected.set(partition, expected.get(partition) - 2 * update);
    await()
        .untilAsserted(
            () -> assertThat(experiments.outstandingCosts(PARTITIONS)).isEqualTo(expected));
  }

  private static Plan plan(Experiment request) {
    return ExperimentPlanner.plan(
        new ExperimentId("outstanding"),
        request,
        new DataSetFingerprint("0".repeat(64), Collections.nCopies(10, "class"), TRAIN_SAMPLES, 20),
        Collections.nCopies(PARTITIONS, 0L));
  }
}

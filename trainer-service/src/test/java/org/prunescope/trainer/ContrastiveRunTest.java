package org.prunescope.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.checkpoint.Safetensors;
import org.prunescope.contract.checkpoint.Tensor;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.SegmentRequested;
import org.prunescope.contract.experiment.Augmentation;
import org.prunescope.contract.experiment.ChannelStatistics;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.LearningRate;
import org.prunescope.contract.experiment.Optimiser;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.experiment.Training;
import org.prunescope.contract.experiment.VariantId;
import org.prunescope.contract.plan.Learning;
import org.prunescope.contract.plan.Phase;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.plan.PlannedRun;
import org.prunescope.contract.plan.Variant;
import org.prunescope.contract.position.Position;
import org.prunescope.service.StopSignal;
import org.prunescope.trainer.SegmentOutcome.Trained;

/** A run of pre-training, linear probe and fine-tuning, 3 updates each, with real libtorch. */
class ContrastiveRunTest {
  private static final int STEPS = 3;
  private static final StopSignal NEVER = () -> false;
  private static final VariantId VARIANT = VariantId.dense("supcon", "dense");
  private static final Plan PLAN = plan(.5, ChannelStatistics.CORTI_2022);

  private final MemoryArtifacts artifacts = new MemoryArtifacts();
  private final WarmNetworks warm = new WarmNetworks(8);
  private final TrainSegment keeping =
      new TrainSegment(artifacts, warm, Runnable::run, new Turns(1));
  private final TrainSegment forgetting =
      new TrainSegment(artifacts, new WarmNetworks(0), Runnable::run, new Turns(1));

  @AfterEach
  void freeNetworks() {
    warm.close();
  }

  /** Each of the first two columns cuts pre-training and probe after so many updates. */
  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "1, 2"})
  void whereItIsCutLeavesNoTrace(int cutPreTraining, int cutProbe) throws Exception {
    CheckpointRef whole = checkpoint(forgetting, PLAN, null, 0, 0);
    whole = checkpoint(forgetting, PLAN, whole, 0, STEPS);
    for (int phase = 1; phase < 3; phase++) {
      whole = checkpoint(forgetting, PLAN, whole, phase, 0);
      whole = checkpoint(forgetting, PLAN, whole, phase, STEPS);
    }

    CheckpointRef cut = checkpoint(keeping, PLAN, null, 0, 0);
    cut = checkpoint(keeping, PLAN, cut, 0, cutPreTraining);
    cut = checkpoint(forgetting, PLAN, cut, 0, STEPS);
    cut = checkpoint(keeping, PLAN, cut, 1, 0);
    cut = checkpoint(forgetting, PLAN, cut, 1, cutProbe);
    cut = checkpoint(keeping, PLAN, cut, 1, STEPS);
    cut = checkpoint(keeping, PLAN, cut, 2, 0);
    cut = checkpoint(keeping, PLAN, cut, 2, 2);
    cut = checkpoint(keeping, PLAN, cut, 2, STEPS);

    assertThat(cut.artifact().sha256()).isEqualTo(whole.artifact().sha256());
  }

  @Test
  void warmAndColdNetworksGiveTheSameBytesInEveryPhase() throws Exception {
    @Nullable CheckpointRef at = null;
    for (int phase = 0; phase < 3; phase++) {
      CheckpointRef begin = checkpoint(keeping, PLAN, at, phase, 0);
      CheckpointRef middle = checkpoint(keeping, PLAN, begin, phase, 2);
      int readsBefore = artifacts.reads();
      CheckpointRef fromWarm = checkpoint(keeping, PLAN, middle, phase, STEPS);
      assertThat(artifacts.reads()).as("a warm network needs no checkpoint").isEqualTo(readsBefore);

      CheckpointRef fromCold = checkpoint(forgetting, PLAN, middle, phase, STEPS);

      assertThat(fromWarm.artifact().sha256()).isEqualTo(fromCold.artifact().sha256());
      at = fromWarm;
    }
  }

  @Test
  void eachPhaseHasItsHeadAndTheProbeLeavesTheEncoderAlone() throws Exception {
    CheckpointRef pretrained =
        checkpoint(keeping, PLAN, checkpoint(keeping, PLAN, null, 0, 0), 0, STEPS);
    CheckpointRef probed =
        checkpoint(keeping, PLAN, checkpoint(keeping, PLAN, pretrained, 1, 0), 1, STEPS);
    CheckpointRef fineTuning = checkpoint(keeping, PLAN, probed, 2, 0);

    assertThat(tensors(pretrained, "head."))
        .containsOnlyKeys("head.0.weight", "head.0.bias", "head.2.weight", "head.2.bias");
    assertThat(tensors(pretrained, "fc.")).isEmpty();
    assertThat(tensors(probed, "head.")).isEmpty();
    assertThat(tensors(probed, "encoder.")).isEqualTo(tensors(pretrained, "encoder."));
    assertThat(tensors(probed, "momentum."))
        .containsOnlyKeys("momentum.fc.weight", "momentum.fc.bias");
    assertThat(tensors(fineTuning, "fc.")).isEqualTo(tensors(probed, "fc."));
    assertThat(tensors(fineTuning, "momentum.")).isEmpty();
  }

  @Test
  void countsEveryView() throws Exception {
    CheckpointRef begin = checkpoint(keeping, PLAN, null, 0, 0);

    Trained trained = train(keeping, PLAN, begin, 0, STEPS);

    assertThat(trained.trainedImages()).isEqualTo(2 * (16 + 16 + 8));
  }

  @Test
  void aWarmNetworkServesNoOtherLearning() throws Exception {
    Plan colder = plan(.1, ChannelStatistics.CORTI_2022);
    CheckpointRef middle = checkpoint(keeping, PLAN, checkpoint(keeping, PLAN, null, 0, 0), 0, 1);

    CheckpointRef fromWarm = checkpoint(keeping, colder, middle, 0, STEPS);

    assertThat(fromWarm.artifact().sha256())
        .isEqualTo(checkpoint(forgetting, colder, middle, 0, STEPS).artifact().sha256())
        .isNotEqualTo(checkpoint(forgetting, PLAN, middle, 0, STEPS).artifact().sha256());
  }

  @Test
  void imagesAreNormalisedAsTheExperimentSays() throws Exception {
    Plan other = plan(.5, new ChannelStatistics(List.of(.4, .5, .6), List.of(.2, .3, .4)));
    CheckpointRef begin = checkpoint(keeping, PLAN, null, 0, 0);

    assertThat(checkpoint(forgetting, other, begin, 0, 1).artifact().sha256())
        .isNotEqualTo(checkpoint(forgetting, PLAN, begin, 0, 1).artifact().sha256());
  }

  private Map<String, Tensor> tensors(CheckpointRef checkpoint, String prefix) throws Exception {
    Map<String, Tensor> tensors =
        new TreeMap<>(Safetensors.read(artifacts.get(checkpoint.artifact())).tensors());
    tensors.keySet().removeIf(name -> !name.startsWith(prefix));
    return tensors;
  }

  private CheckpointRef checkpoint(
      TrainSegment trainSegment, Plan plan, @Nullable CheckpointRef input, int phase, int step)
      throws Exception {
    byte[] bytes = train(trainSegment, plan, input, phase, step).checkpoint();
    Position position = Position.trained(phase, step);
    ArtifactRef ref =
        ArtifactRef.checkpoint(new RunId(plan.experiment(), VARIANT, 0), 1, position, bytes);
    artifacts.put(ref, bytes);
    return new CheckpointRef(position, ref);
  }

  private static Trained train(
      TrainSegment trainSegment, Plan plan, @Nullable CheckpointRef input, int phase, int step)
      throws Exception {
    SegmentRequested segment =
        new SegmentRequested(
            new RunId(plan.experiment(), VARIANT, 0),
            Experiments.ref(plan),
            1,
            input,
            Position.trained(phase, step));
    return (Trained) trainSegment.train(plan, Experiments.DATA, segment, NEVER);
  }

  private static Plan plan(double temperature, ChannelStatistics normalisation) {
    Plan base = Experiments.PLAN;
    Experiment request = base.request();
    List<Phase> phases =
        List.of(
            new Phase(
                "pre-training",
                new Learning.Contrastive(true, temperature, .07, 16),
                STEPS,
                training(Augmentation.CONTRASTIVE)),
            new Phase(
                "linear-probe",
                new Learning.LinearProbe(),
                STEPS,
                training(Augmentation.CROP_FLIP)),
            new Phase(
                "fine-tuning",
                new Learning.CrossEntropy(),
                STEPS,
                training(Augmentation.CROP_FLIP)));
    Variant variant =
        new Variant(
            VARIANT,
            "supcon",
            "dense",
            0,
            null,
            phases,
            List.of(),
            List.of(Position.trained(0, 0), Position.trained(2, STEPS)),
            null,
            List.of());
    return new Plan(
        Plan.FORMAT_VERSION,
        base.experiment(),
        new Experiment(
            request.name(),
            request.dataSet(),
            normalisation,
            request.architecture(),
            request.objectives(),
            request.pruningPlans(),
            request.sparsities(),
            request.seeds(),
            request.segmentSteps(),
            request.threadsPerRun(),
            request.precision(),
            request.shareTrunks(),
            request.checkpoints(),
            request.measurement()),
        base.dataSet(),
        base.partitions(),
        List.of(variant),
        List.of(new PlannedRun(VARIANT, 0, 0)));
  }

  private static Training training(Augmentation augmentation) {
    return new Training(
        1, 16, new Optimiser(.9, 5e-4, false, 0), new LearningRate.Constant(.05), augmentation);
  }
}

package org.prunescope.trainer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.checkpoint.Safetensors;
import org.prunescope.contract.checkpoint.Tensor;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.SegmentRequested;
import org.prunescope.contract.experiment.Augmentation;
import org.prunescope.contract.experiment.ChannelStatistics;
import org.prunescope.contract.experiment.CheckpointRetention;
import org.prunescope.contract.experiment.DataSetSpec;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.LearningRate;
import org.prunescope.contract.experiment.Measurement;
import org.prunescope.contract.experiment.Optimiser;
import org.prunescope.contract.experiment.Precision;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.experiment.Training;
import org.prunescope.contract.experiment.VariantId;
import org.prunescope.contract.network.WideResNet;
import org.prunescope.contract.objective.CrossEntropy;
import org.prunescope.contract.plan.Fork;
import org.prunescope.contract.plan.Learning;
import org.prunescope.contract.plan.Phase;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.plan.PlannedRun;
import org.prunescope.contract.plan.Variant;
import org.prunescope.contract.position.Position;
import org.prunescope.contract.pruning.Dense;
import org.prunescope.dataset.DataSetUnavailableException;
import org.prunescope.dataset.DataSets;
import org.prunescope.dataset.ImageDataSet;

/**
 * A tiny experiment: WRN-10-1 on 40 drawn images in batches of 16, so 3 updates per epoch of which
 * the last sees 8; a dense variant with two phases of two epochs, and a branch of it.
 */
public final class Experiments {
  private static final VariantId BRANCH = VariantId.pruned("cross-entropy", "gradual", .5);
  private static final VariantId DENSE = VariantId.dense("cross-entropy", "dense");

  static final DataSetSpec SHAPES = new DataSetSpec.Shapes(1, 40, 10);
  static final ImageDataSet DATA = open();
  public static final Plan PLAN = plan(.1);

  private Experiments() {}

  static Plan plan(double learningRate) {
    return plan(learningRate, Precision.FLOAT32);
  }

  static Plan plan(double learningRate, Precision precision) {
    Training training =
        new Training(
            2,
            16,
            new Optimiser(.9, 5e-4, false, 0),
            new LearningRate.MultiStep(learningRate, List.of(1), .1),
            Augmentation.CROP_FLIP_BOTH);
    Experiment request =
        new Experiment(
            "tiny",
            SHAPES,
            ChannelStatistics.CORTI_2022,
            new WideResNet(10, 1),
            List.of(new CrossEntropy(training)),
            List.of(new Dense("dense")),
            List.of(),
            List.of(0L, 1L, 2L, 3L),
            3,
            1,
            precision,
            true,
            CheckpointRetention.ALL,
            new Measurement(false, 0, List.of()));
    Variant variant =
        new Variant(
            DENSE,
            "cross-entropy",
            "dense",
            0,
            null,
            List.of(
                new Phase("training", new Learning.CrossEntropy(), 6, training),
                new Phase("fine-tuning", new Learning.CrossEntropy(), 6, training)),
            List.of(),
            List.of(Position.trained(0, 0), Position.trained(0, 3), Position.trained(0, 6)),
            null,
            List.of());
    Variant branch =
        new Variant(
            BRANCH,
            "cross-entropy",
            "gradual",
            .5,
            DENSE,
            variant.phases(),
            List.of(),
            List.of(Position.trained(0, 5), Position.trained(0, 6)),
            new Fork(DENSE, Position.trained(0, 3)),
            List.of());
    List<PlannedRun> runs = new ArrayList<>();
    for (int seed = 0; seed < 4; seed++) {
      runs.add(new PlannedRun(DENSE, seed, seed));
    }
    return new Plan(
        Plan.FORMAT_VERSION,
        new ExperimentId("tiny"),
        request,
        DATA.fingerprint(),
        4,
        List.of(variant, branch),
        runs);
  }

  public static ArtifactRef ref(Plan plan) {
    return ArtifactRef.plan(plan.experiment(), plan.write());
  }

  public static SegmentRequested segment(
      long seed, @Nullable CheckpointRef input, int phase, int step) {
    return segment(PLAN, seed, input, phase, step);
  }

  static SegmentRequested segment(
      Plan plan, long seed, @Nullable CheckpointRef input, int phase, int step) {
    return new SegmentRequested(
        new RunId(plan.experiment(), DENSE, seed),
        ref(plan),
        1,
        input,
        Position.trained(phase, step));
  }

  /** A segment of the branch's run of seed 0. */
  static SegmentRequested branchSegment(CheckpointRef input, int step) {
    return new SegmentRequested(
        new RunId(PLAN.experiment(), BRANCH, 0), ref(PLAN), 1, input, Position.trained(0, step));
  }

  /** The checkpoint with one NaN in the classifier's bias. */
  static byte[] poisoned(byte[] checkpoint) {
    return with(checkpoint, "fc.bias", Float.NaN);
  }

  /** The checkpoint with a momentum that takes the classifier's bias beyond all numbers. */
  static byte[] overflowing(byte[] checkpoint) {
    return with(checkpoint, "momentum.fc.bias", Float.MAX_VALUE);
  }

  private static byte[] with(byte[] checkpoint, String name, float value) {
    Safetensors.Content content = Safetensors.read(checkpoint);
    float[] values = new float[10];
    values[3] = value;
    Map<String, Tensor> tensors = new TreeMap<>(content.tensors());
    tensors.put(name, Tensor.ofFloats(values, 10));
    return Safetensors.write(new Safetensors.Content(content.metadata(), tensors));
  }

  private static ImageDataSet open() {
    try {
      return DataSets.open(SHAPES, Path.of("unused"));
    } catch (DataSetUnavailableException e) {
      throw new AssertionError(e);
    }
  }
}

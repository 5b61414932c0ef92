package org.prunescope.metrics.service;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.checkpoint.CheckpointFormat;
import org.prunescope.contract.checkpoint.Safetensors;
import org.prunescope.contract.checkpoint.Tensor;
import org.prunescope.contract.experiment.Augmentation;
import org.prunescope.contract.experiment.ChannelStatistics;
import org.prunescope.contract.experiment.CheckpointRetention;
import org.prunescope.contract.experiment.Criterion;
import org.prunescope.contract.experiment.DataSetSpec;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.LearningRate;
import org.prunescope.contract.experiment.Measurement;
import org.prunescope.contract.experiment.Objective;
import org.prunescope.contract.experiment.Optimiser;
import org.prunescope.contract.experiment.PruningPlan;
import org.prunescope.contract.experiment.Rounding;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.experiment.Scope;
import org.prunescope.contract.experiment.Training;
import org.prunescope.contract.experiment.VariantId;
import org.prunescope.contract.network.Head;
import org.prunescope.contract.network.ParameterSpec;
import org.prunescope.contract.network.WideResNet;
import org.prunescope.contract.plan.DataSetFingerprint;
import org.prunescope.contract.plan.Fork;
import org.prunescope.contract.plan.Learning;
import org.prunescope.contract.plan.MaskEvent;
import org.prunescope.contract.plan.Part;
import org.prunescope.contract.plan.Phase;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.plan.PlannedRun;
import org.prunescope.contract.plan.Variant;
import org.prunescope.contract.position.Position;
import org.prunescope.dataset.DataSetUnavailableException;
import org.prunescope.dataset.DataSets;
import org.prunescope.dataset.ImageDataSet;

/** An experiment of a dense and a pruned variant, three seeds, ten test samples in ten classes. */
final class TinyExperiment {
  static final VariantId DENSE = VariantId.dense("cross-entropy", "dense");
  static final VariantId PRUNED = VariantId.pruned("cross-entropy", "one-shot", 0.9);
  static final Position DENSE_END = Position.trained(0, 3);
  static final Position PRUNED_END = Position.trained(1, 3);
  static final int CLASSES = 10;
  private static final DataSetSpec.Shapes SHAPES = new DataSetSpec.Shapes(7, 40, 10);
  private static final WideResNet ARCHITECTURE = new WideResNet(10, 1);

  private final ExperimentId id;
  private final ImageDataSet images;

  TinyExperiment(String id) {
    this.id = new ExperimentId(id);
    try {
      this.images = DataSets.open(SHAPES, Path.of("unused"));
    } catch (DataSetUnavailableException e) {
      throw new AssertionError(e);
    }
  }

  Plan plan() {
    return plan(images.fingerprint());
  }

  Plan plan(DataSetFingerprint fingerprint) {
    Training training =
        new Training(
            3,
            40,
            new Optimiser(0, 0, false, 0),
            new LearningRate.Constant(0.1),
            Augmentation.NONE);
    PruningPlan.OneShot oneShot =
        new PruningPlan.OneShot(
            "one-shot", Scope.GLOBAL, Criterion.MAGNITUDE, Rounding.TOTAL, false, training);
    Experiment request =
        new Experiment(
            "tiny",
            SHAPES,
            ChannelStatistics.CORTI_2022,
            ARCHITECTURE,
            List.of(new Objective.CrossEntropy(training)),
            List.of(new PruningPlan.Dense("dense"), oneShot),
            List.of(0.9),
            List.of(0L, 1L, 2L),
            10,
            1,
            true,
            CheckpointRetention.ALL,
            new Measurement(true, 30, List.of()));
    Phase phase = new Phase("training", new Learning.CrossEntropy(), 3, training);
    MaskEvent mask =
        new MaskEvent(
            Position.pruned(1, 0),
            Part.NETWORK,
            Scope.GLOBAL,
            Criterion.MAGNITUDE,
            Rounding.TOTAL,
            false,
            0.9,
            0.9);
    Variant dense =
        new Variant(
            DENSE,
            "cross-entropy",
            "dense",
            0,
            null,
            List.of(phase),
            List.of(),
            List.of(Position.trained(0, 0), DENSE_END),
            null,
            List.of(DENSE_END));
    Variant pruned =
        new Variant(
            PRUNED,
            "cross-entropy",
            "one-shot",
            0.9,
            DENSE,
            List.of(phase, phase),
            List.of(mask),
            List.of(Position.trained(1, 0), PRUNED_END),
            new Fork(DENSE, DENSE_END),
            List.of(PRUNED_END));
    List<PlannedRun> runs = new ArrayList<>();
    for (long seed = 0; seed < 3; seed++) {
      runs.add(new PlannedRun(DENSE, seed, (int) seed));
      runs.add(new PlannedRun(PRUNED, seed, (int) seed + 1));
    }
    return new Plan(
        Plan.FORMAT_VERSION,
        id,
        request,
        fingerprint,
        KafkaAndPostgres.PARTITIONS,
        List.of(dense, pruned),
        runs);
  }

  ArtifactRef planRef(byte[] plan) {
    return ArtifactRef.plan(id, plan);
  }

  RunId run(VariantId variant, long seed) {
    return new RunId(id, variant, seed);
  }

  ImageDataSet images() {
    return images;
  }

  String name() {
    return id.value();
  }

  int[] trueLabels() {
    int[] labels = new int[images.test().size()];
    for (int sample = 0; sample < labels.length; sample++) {
      labels[sample] = images.test().labels()[sample];
    }
    return labels;
  }

  /** The true labels but for these samples, whose label is the next one. */
  int[] wrongOn(int... samples) {
    int[] labels = trueLabels();
    for (int sample : samples) {
      labels[sample] = (labels[sample] + 1) % CLASSES;
    }
    return labels;
  }

  /** A checkpoint whose scripted network predicts these labels. */
  static byte[] checkpoint(int[] predictions, boolean pruneClassifier) {
    float[] bias = new float[CLASSES];
    for (int sample = 0; sample < CLASSES; sample++) {
      bias[sample] = predictions[sample];
    }
    return checkpoint(bias, pruneClassifier);
  }

  static byte[] checkpoint(float[] bias, boolean pruneClassifier) {
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    for (ParameterSpec parameter : ARCHITECTURE.parameters(new Head.Classifier(CLASSES))) {
      float[] values = new float[parameter.size()];
      boolean zero = pruneClassifier && parameter.name().equals(Head.Classifier.WEIGHT);
      Arrays.fill(values, zero ? 0 : 0.5f);
      tensors.put(parameter.name(), Tensor.ofFloats(values, parameter.sizes()));
    }
    tensors.put(Head.Classifier.BIAS, Tensor.ofFloats(bias, CLASSES));
    return Safetensors.write(new Safetensors.Content(CheckpointFormat.METADATA, tensors));
  }

  /** Share of the weights that {@code pruneClassifier} makes zero. */
  static double sparsity() {
    int all = 0;
    int classifier = 0;
    for (ParameterSpec parameter : ARCHITECTURE.parameters(new Head.Classifier(CLASSES))) {
      if (parameter.kind().isWeight()) {
        all += parameter.size();
        classifier += parameter.name().equals(Head.Classifier.WEIGHT) ? parameter.size() : 0;
      }
    }
    return (double) classifier / all;
  }
}

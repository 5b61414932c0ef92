package org.prunescope.metrics.service;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.artifact.ArtifactStore;
import org.prunescope.contract.checkpoint.CheckpointFormat;
import org.prunescope.contract.checkpoint.Safetensors;
import org.prunescope.contract.checkpoint.Tensor;
import org.prunescope.contract.criterion.Criterion;
import org.prunescope.contract.event.CheckpointEvent.CheckpointSaved;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.NumericEnvironment;
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
import org.prunescope.contract.experiment.Rounding;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.experiment.Scope;
import org.prunescope.contract.experiment.Training;
import org.prunescope.contract.experiment.VariantId;
import org.prunescope.contract.network.Head;
import org.prunescope.contract.network.ParameterSpec;
import org.prunescope.contract.network.WideResNet;
import org.prunescope.contract.objective.CrossEntropy;
import org.prunescope.contract.objective.Objective;
import org.prunescope.contract.objective.SimClr;
import org.prunescope.contract.objective.SupCon;
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
import org.prunescope.contract.pruning.Dense;
import org.prunescope.contract.pruning.OneShot;
import org.prunescope.dataset.DataSetUnavailableException;
import org.prunescope.dataset.DataSets;
import org.prunescope.dataset.ImageDataSet;

/**
 * An experiment of a dense and a pruned variant, three seeds, ten test samples in ten classes; or
 * of three objectives, one of them with a plan of its own and one never pruned.
 */
final class TinyExperiment {
  static final VariantId DENSE = VariantId.dense("cross-entropy", "dense");
  static final VariantId PRUNED = VariantId.pruned("cross-entropy", "one-shot", 0.9);
  static final VariantId SUPCON_DENSE = VariantId.dense("supcon", "dense");
  static final VariantId SUPCON_ONE_SHOT = VariantId.pruned("supcon", "one-shot", 0.9);
  static final VariantId SUPCON_GRADUAL = VariantId.pruned("supcon", "gradual", 0.9);
  static final VariantId SIMCLR_DENSE = VariantId.dense("simclr", "dense");
  static final Position DENSE_END = Position.trained(0, 3);
  static final Position PRUNED_END = Position.trained(1, 3);

  /** Of the linear probe. */
  static final Position CONTRASTIVE_END = Position.trained(1, 2);

  static final Position CONTRASTIVE_ONE_SHOT_END = Position.trained(2, 3);
  static final int CLASSES = 10;
  private static final DataSetSpec.Shapes SHAPES = new DataSetSpec.Shapes(7, 40, 10);
  private static final WideResNet ARCHITECTURE = new WideResNet(10, 1);
  private static final Training TRAINING =
      new Training(
          3, 40, new Optimiser(0, 0, false, 0), new LearningRate.Constant(0.1), Augmentation.NONE);
  private static final Phase FINE_TUNING =
      new Phase("fine-tuning", new Learning.CrossEntropy(), 3, TRAINING);

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
    Experiment request = request(List.of(new CrossEntropy(TRAINING)));
    return plan(request, fingerprint, supervised());
  }

  /** Beside the supervised variants those of two contrastive objectives. */
  Plan planOfThreeObjectives() {
    Experiment request =
        request(
            List.of(
                new CrossEntropy(TRAINING),
                new SupCon(0.5, 0.07, 8, TRAINING, TRAINING),
                new SimClr(0.5, 0.07, 8, TRAINING, TRAINING)));
    List<Variant> variants = new ArrayList<>(supervised());
    variants.add(dense(SUPCON_DENSE, "supcon", contrastive(true), CONTRASTIVE_END));
    variants.add(
        pruned(
            SUPCON_ONE_SHOT,
            "supcon",
            "one-shot",
            SUPCON_DENSE,
            contrastive(true),
            new Fork(SUPCON_DENSE, CONTRASTIVE_END),
            CONTRASTIVE_ONE_SHOT_END));
    variants.add(
        pruned(
            SUPCON_GRADUAL,
            "supcon",
            "gradual",
            SUPCON_DENSE,
            contrastive(true),
            new Fork(SUPCON_DENSE, Position.trained(0, 1)),
            CONTRASTIVE_END));
    variants.add(dense(SIMCLR_DENSE, "simclr", contrastive(false), CONTRASTIVE_END));
    return plan(request, images.fingerprint(), variants);
  }

  /** This plan, but measuring one variant's runs at these positions before their end too. */
  static Plan measuringAlso(Plan plan, VariantId id, Position... positions) {
    return new Plan(
        Plan.FORMAT_VERSION,
        plan.experiment(),
        plan.request(),
        plan.dataSet(),
        plan.partitions(),
        plan.variants().stream()
            .map(variant -> variant.id().equals(id) ? measuringAlso(variant, positions) : variant)
            .toList(),
        plan.runs());
  }

  private static Variant measuringAlso(Variant variant, Position... positions) {
    List<Position> measured = new ArrayList<>(List.of(positions));
    measured.addAll(variant.measured());
    return new Variant(
        variant.id(),
        variant.objective(),
        variant.pruningPlan(),
        variant.sparsity(),
        variant.baseline(),
        variant.phases(),
        variant.masks(),
        variant.segmentEnds(),
        variant.fork(),
        measured);
  }

  private Plan plan(Experiment request, DataSetFingerprint fingerprint, List<Variant> variants) {
    List<PlannedRun> runs = new ArrayList<>();
    for (long seed = 0; seed < 3; seed++) {
      for (Variant variant : variants) {
        runs.add(new PlannedRun(variant.id(), seed, runs.size() % KafkaAndPostgres.PARTITIONS));
      }
    }
    return new Plan(
        Plan.FORMAT_VERSION, id, request, fingerprint, KafkaAndPostgres.PARTITIONS, variants, runs);
  }

  private static Experiment request(List<Objective> objectives) {
    return new Experiment(
        "tiny",
        SHAPES,
        ChannelStatistics.CORTI_2022,
        ARCHITECTURE,
        objectives,
        List.of(
            new Dense("dense"),
            new OneShot(
                "one-shot", Scope.GLOBAL, Criterion.MAGNITUDE, Rounding.TOTAL, false, TRAINING)),
        List.of(0.9),
        List.of(0L, 1L, 2L),
        10,
        1,
        Precision.FLOAT32,
        true,
        CheckpointRetention.ALL,
        new Measurement(true, 30, List.of(0L, 1L)));
  }

  private static List<Variant> supervised() {
    Phase training = new Phase("training", new Learning.CrossEntropy(), 3, TRAINING);
    return List.of(
        dense(DENSE, "cross-entropy", List.of(training), DENSE_END),
        pruned(
            PRUNED,
            "cross-entropy",
            "one-shot",
            DENSE,
            List.of(training, FINE_TUNING),
            new Fork(DENSE, DENSE_END),
            PRUNED_END));
  }

  private static List<Phase> contrastive(boolean supervised) {
    return List.of(
        new Phase("pre-training", new Learning.Contrastive(supervised, 0.5, 0.07, 8), 2, TRAINING),
        new Phase("linear-probe", new Learning.LinearProbe(), 2, TRAINING),
        FINE_TUNING);
  }

  private static Variant dense(VariantId id, String objective, List<Phase> phases, Position end) {
    return new Variant(
        id,
        objective,
        "dense",
        0,
        null,
        phases,
        List.of(),
        List.of(Position.trained(0, 0), end),
        null,
        List.of(end));
  }

  private static Variant pruned(
      VariantId id,
      String objective,
      String plan,
      VariantId baseline,
      List<Phase> phases,
      Fork fork,
      Position end) {
    MaskEvent mask =
        new MaskEvent(
            Position.pruned(end.phase(), 0),
            Part.NETWORK,
            Scope.GLOBAL,
            Criterion.MAGNITUDE,
            Rounding.TOTAL,
            false,
            0.9,
            0.9);
    return new Variant(
        id,
        objective,
        plan,
        0.9,
        baseline,
        phases,
        List.of(mask),
        List.of(Position.trained(end.phase(), 0), end),
        fork,
        List.of(end));
  }

  /** Stores a plan of this experiment. */
  ArtifactRef put(ArtifactStore artifacts, Plan plan) throws IOException {
    byte[] content = plan.write();
    ArtifactRef ref = ArtifactRef.plan(id, content);
    artifacts.put(ref, content);
    return ref;
  }

  /** Stores a checkpoint. */
  static CheckpointRef put(
      ArtifactStore artifacts, RunId run, int attempt, Position position, byte[] content)
      throws IOException {
    ArtifactRef ref = ArtifactRef.checkpoint(run, attempt, position, content);
    artifacts.put(ref, content);
    return new CheckpointRef(position, ref);
  }

  /** What a trainer says of a checkpoint. */
  static CheckpointSaved saved(RunId run, ArtifactRef plan, int attempt, CheckpointRef checkpoint) {
    return new CheckpointSaved(
        run,
        plan,
        attempt,
        checkpoint,
        new NumericEnvironment("cpu", "avx2", "scripted", 1),
        120,
        5);
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

package org.prunescope.pruner;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.criterion.Criterion;
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
import org.prunescope.contract.network.WideResNet;
import org.prunescope.contract.objective.CrossEntropy;
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

/**
 * A small plan with every shape of run: a dense trunk of six steps; a gradual branch that leaves it
 * after two; a one-shot branch that fine-tunes after its end; a branch that is one mask and no
 * segment; and a one-shot branch of the gradual branch. The same for a contrastive objective, of
 * two phases: a dense trunk; a branch that is pruned in both; one that is pruned in the second
 * phase alone; and one that is pruned and fine-tuned in a third phase.
 */
public final class Plans {
  public static final ExperimentId EXPERIMENT = new ExperimentId("exp1");
  public static final VariantId DENSE = new VariantId("cross-entropy_dense");
  public static final VariantId GRADUAL = new VariantId("cross-entropy_gradual_0.8");
  public static final VariantId ONE_SHOT = new VariantId("cross-entropy_one-shot_0.8");
  public static final VariantId MASK_ONLY = new VariantId("cross-entropy_mask-only_0.8");
  public static final VariantId TWIG = new VariantId("cross-entropy_twig_0.9");

  public static final VariantId SUPCON_DENSE = new VariantId("supcon_dense");
  public static final VariantId SUPCON_GRADUAL = new VariantId("supcon_gradual_0.8");
  public static final VariantId SUPCON_PROBE = new VariantId("supcon_probe_0.8");
  public static final VariantId SUPCON_ONE_SHOT = new VariantId("supcon_one-shot_0.8");

  private static final Training TRAINING =
      new Training(
          3,
          10,
          new Optimiser(0.9, 0, false, 0),
          new LearningRate.Constant(0.1),
          Augmentation.NONE);
  private static final Phase FIRST =
      new Phase("training", new Learning.CrossEntropy(), 6, TRAINING);
  private static final Phase SECOND =
      new Phase("fine-tuning", new Learning.CrossEntropy(), 3, TRAINING);
  private static final List<Phase> CONTRASTIVE =
      List.of(
          new Phase("pre-training", new Learning.Contrastive(true, 0.5, 0.07, 16), 4, TRAINING),
          new Phase("linear-probe", new Learning.LinearProbe(), 3, TRAINING),
          SECOND);

  private Plans() {}

  public static Plan plan(int seeds, int partitions) {
    List<Variant> variants =
        List.of(
            variant(DENSE, 0, null, List.of(), at(0, 0), at(0, 2), at(0, 4), at(0, 6)),
            variant(
                GRADUAL,
                0.8,
                new Fork(DENSE, at(0, 2)),
                List.of(mask(0, 2, 0.3), mask(0, 4, 0.6), mask(0, 6, 0.8)),
                at(0, 4),
                at(0, 5),
                at(0, 6)),
            variant(
                ONE_SHOT,
                0.8,
                new Fork(DENSE, at(0, 6)),
                List.of(mask(1, 0, 0.8)),
                at(1, 0),
                at(1, 3)),
            variant(MASK_ONLY, 0.8, new Fork(DENSE, at(0, 6)), List.of(mask(0, 6, 0.8))),
            variant(TWIG, 0.9, new Fork(GRADUAL, at(0, 5)), List.of(mask(0, 5, 0.9)), at(0, 6)),
            variant(
                SUPCON_DENSE, 0, null, List.of(), at(0, 0), at(0, 2), at(0, 4), at(1, 0), at(1, 3)),
            variant(
                SUPCON_GRADUAL,
                0.8,
                new Fork(SUPCON_DENSE, at(0, 2)),
                List.of(
                    mask(0, 2, Part.ENCODER, Criterion.SHUFFLED_WITHIN_LAYER, 0.4),
                    mask(0, 4, Part.ENCODER, Criterion.SHUFFLED_WITHIN_LAYER, 0.8),
                    mask(1, 1, Part.CLASSIFIER, Criterion.SHUFFLED_WITHIN_LAYER, 0.4),
                    mask(1, 3, Part.CLASSIFIER, Criterion.SHUFFLED_WITHIN_LAYER, 0.8)),
                at(0, 4),
                at(1, 0),
                at(1, 1),
                at(1, 3)),
            variant(
                SUPCON_PROBE,
                0.8,
                new Fork(SUPCON_DENSE, at(1, 0)),
                List.of(mask(1, 0, Part.CLASSIFIER, Criterion.RANDOM, 0.8)),
                at(1, 3)),
            variant(
                SUPCON_ONE_SHOT,
                0.8,
                new Fork(SUPCON_DENSE, at(1, 3)),
                List.of(mask(2, 0, Part.NETWORK, Criterion.RANDOM, 0.8)),
                at(2, 0),
                at(2, 3)));
    List<PlannedRun> runs = new ArrayList<>();
    for (long seed = 0; seed < seeds; seed++) {
      for (Variant variant : variants) {
        runs.add(new PlannedRun(variant.id(), seed, runs.size() % partitions));
      }
    }
    return new Plan(
        Plan.FORMAT_VERSION,
        EXPERIMENT,
        request(),
        new DataSetFingerprint(
            "0".repeat(64), List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j"), 20, 10),
        partitions,
        variants,
        runs);
  }

  public static ArtifactRef ref(Plan plan) {
    return ArtifactRef.plan(plan.experiment(), plan.write());
  }

  public static RunId run(VariantId variant, long seed) {
    return new RunId(EXPERIMENT, variant, seed);
  }

  /** Positions of the run's own checkpoints, from the first to the last. */
  public static List<Position> chain(Variant variant) {
    List<Position> chain = new ArrayList<>();
    if (variant.fork() != null) {
      variant.maskAfter(variant.fork().at()).ifPresent(mask -> chain.add(mask.at()));
    }
    for (Position end : variant.segmentEnds()) {
      chain.add(end);
      variant.maskAfter(end).ifPresent(mask -> chain.add(mask.at()));
    }
    return chain;
  }

  /** The plan with other masks and segments of its gradual branch. */
  public static Plan withGradual(Plan plan, List<MaskEvent> masks, List<Position> segmentEnds) {
    List<Variant> variants =
        plan.variants().stream()
            .map(
                variant ->
                    variant.id().equals(GRADUAL)
                        ? variant(
                            GRADUAL,
                            0.8,
                            variant.fork(),
                            masks,
                            segmentEnds.toArray(Position[]::new))
                        : variant)
            .toList();
    return new Plan(
        Plan.FORMAT_VERSION,
        plan.experiment(),
        plan.request(),
        plan.dataSet(),
        plan.partitions(),
        variants,
        plan.runs());
  }

  private static Variant variant(
      VariantId id,
      double sparsity,
      @Nullable Fork fork,
      List<MaskEvent> masks,
      Position... segmentEnds) {
    String objective = id.value().substring(0, id.value().indexOf('_'));
    VariantId baseline = objective.equals("supcon") ? SUPCON_DENSE : DENSE;
    return new Variant(
        id,
        objective,
        id.value(),
        sparsity,
        id.equals(baseline) ? null : baseline,
        objective.equals("supcon") ? CONTRASTIVE : List.of(FIRST, SECOND),
        masks,
        List.of(segmentEnds),
        fork,
        List.of());
  }

  public static MaskEvent mask(int phase, int step, double sparsity) {
    return mask(phase, step, Part.NETWORK, Criterion.MAGNITUDE, sparsity);
  }

  private static MaskEvent mask(
      int phase, int step, Part part, Criterion criterion, double sparsity) {
    return new MaskEvent(
        Position.pruned(phase, step),
        part,
        Scope.GLOBAL,
        criterion,
        Rounding.TOTAL,
        false,
        sparsity,
        sparsity);
  }

  private static Position at(int phase, int step) {
    return Position.trained(phase, step);
  }

  private static Experiment request() {
    return new Experiment(
        "every shape of run",
        new DataSetSpec.Shapes(1, 20, 10),
        ChannelStatistics.CORTI_2022,
        new WideResNet(10, 1),
        List.of(new CrossEntropy(TRAINING), new SupCon(0.5, 0.07, 16, TRAINING, TRAINING)),
        List.of(new Dense("dense")),
        List.of(),
        List.of(0L),
        2,
        1,
        Precision.FLOAT32,
        true,
        CheckpointRetention.ALL,
        new Measurement(false, 0, List.of()));
  }
}

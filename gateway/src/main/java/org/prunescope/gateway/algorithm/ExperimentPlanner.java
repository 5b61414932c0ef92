package org.prunescope.gateway.algorithm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.field.InvalidFieldException;
import org.prunescope.contract.plan.DataSetFingerprint;
import org.prunescope.contract.plan.Plan;
import org.prunescope.contract.plan.PlannedRun;
import org.prunescope.contract.plan.Variant;
import org.prunescope.gateway.algorithm.estimate.TrainingCost;

/**
 * From an experiment to its plan.
 *
 * <p>The dense variant of an objective is a trunk; the others are branches that begin with its
 * checkpoint of the same seed, at the last position up to which both are the same.
 */
public final class ExperimentPlanner {
  /** Greatest number of runs in one experiment. */
  public static final int MAX_RUNS = 5_000;

  /** Greatest number of segments that all variants of one experiment may list. */
  public static final int MAX_SEGMENTS = 100_000;

  /**
   * Greatest number of measurements of one experiment's runs. One of CIFAR-10 takes some 300 kB in
   * the database.
   */
  public static final int MAX_MEASUREMENTS = 100_000;

  private ExperimentPlanner() {}

  /**
   * Plans the experiment.
   *
   * @param outstandingCosts what the runs of each partition still have to train, in {@link
   *     TrainingCost}'s unit; one value per partition, at least one
   * @throws InvalidFieldException where the experiment cannot be done; names the request's field
   */
  public static Plan plan(
      ExperimentId id,
      Experiment request,
      DataSetFingerprint dataSet,
      List<Long> outstandingCosts) {
    PlanChecks.check(request, dataSet);
    MarkedPositions marked = new MarkedPositions(request.measurement());
    List<Variant> variants = new ArrayList<>();
    List<VariantOutlines> outlines = outlines(request, dataSet);
    DuplicateVariants.refuse(request, outlines);
    checkSegments(outlines, request.segmentSteps(), marked);
    for (VariantOutlines objective : outlines) {
      variants.addAll(objective.cut(request.segmentSteps(), marked));
    }
    checkMeasurements(variants, request.seeds().size(), marked);
    return new Plan(
        Plan.FORMAT_VERSION,
        id,
        request,
        dataSet,
        outstandingCosts.size(),
        variants,
        runs(request, dataSet.trainSamples(), variants, outstandingCosts));
  }

  /**
   * Refuses an experiment of more runs than that.
   *
   * @throws InvalidFieldException names the request's field
   */
  public static void checkRuns(Experiment request, int most) {
    PlanChecks.checkNumberOfRuns(request, most);
  }

  private static List<VariantOutlines> outlines(Experiment request, DataSetFingerprint dataSet) {
    return request.objectives().stream()
        .map(objective -> VariantOutlines.of(objective, request, dataSet.trainSamples()))
        .toList();
  }

  /** Before they are cut: there may be more than memory holds. */
  private static void checkSegments(
      List<VariantOutlines> outlines, int segmentSteps, MarkedPositions marked) {
    long segments =
        outlines.stream().mapToLong(outline -> outline.segmentsAtMost(segmentSteps)).sum();
    if (segments > MAX_SEGMENTS) {
      throw new InvalidFieldException(
          "segmentSteps",
          "cuts the variants into up to %d segments; %d are allowed"
              .formatted(segments, MAX_SEGMENTS));
    }
    long marks = outlines.stream().mapToLong(outline -> outline.marksAtMost(marked)).sum();
    if (segments + marks > MAX_SEGMENTS) {
      throw new InvalidFieldException(
          marked.field(),
          "cuts the variants, with segmentSteps, into up to %d segments; %d are allowed"
              .formatted(segments + marks, MAX_SEGMENTS));
    }
  }

  private static void checkMeasurements(List<Variant> variants, int seeds, MarkedPositions marked) {
    long measurements =
        seeds * variants.stream().mapToLong(variant -> variant.measured().size()).sum();
    if (measurements > MAX_MEASUREMENTS) {
      throw new InvalidFieldException(
          marked.field(),
          "asks for %d measurements of %d runs; at most %d measurements are allowed"
              .formatted(measurements, (long) seeds * variants.size(), MAX_MEASUREMENTS));
    }
  }

  /** Seed by seed, and of each seed the trunks before the branches. */
  private static List<PlannedRun> runs(
      Experiment request, int trainSamples, List<Variant> variants, List<Long> outstandingCosts) {
    List<Variant> trunksFirst = new ArrayList<>(variants);
    trunksFirst.sort(Comparator.comparing(variant -> variant.fork() != null));
    List<Long> costs =
        trunksFirst.stream()
            .map(
                variant -> TrainingCost.ofOwnUpdates(variant, request.architecture(), trainSamples))
            .toList();
    List<Long> costOfRuns = request.seeds().stream().flatMap(seed -> costs.stream()).toList();
    Iterator<Integer> partitions = Partitions.assign(costOfRuns, outstandingCosts).iterator();
    List<PlannedRun> runs = new ArrayList<>();
    for (long seed : request.seeds()) {
      for (Variant variant : trunksFirst) {
        runs.add(new PlannedRun(variant.id(), seed, partitions.next()));
      }
    }
    return runs;
  }
}

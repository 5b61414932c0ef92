package org.prunescope.metrics.algorithm.population;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.prunescope.metrics.algorithm.ClassRecallComparison;
import org.prunescope.metrics.algorithm.LabelVotes;
import org.prunescope.metrics.algorithm.TieRule;

/**
 * A pruned population against its baseline, on the seeds present on both sides. Differences are
 * pruned - dense. What chance does to its PIE counts is {@link PieResampling}.
 *
 * @param seeds ascending, at least one
 * @param depthSeeds those of them whose prediction depth is measured on both sides
 * @param pies by sample, whether the modal label differs; equal votes to the smallest label
 * @param piesLargestLabel how many differ with equal votes to the largest
 * @param pieLabels the PIEs by true, dense and pruned label
 * @param taxicab by sample, 0 to 2
 * @param classes by class; empty for a class without samples
 * @param estimates see {@link Estimates}
 * @param bySample quantities of each sample; absent where no seed was measured on both sides
 */
public record PopulationComparison(
    List<Long> seeds,
    List<Long> depthSeeds,
    boolean[] pies,
    int piesLargestLabel,
    List<PieLabels> pieLabels,
    ModalLabels dense,
    ModalLabels pruned,
    double[] taxicab,
    List<Optional<ClassRecallComparison.ClassDifference>> classes,
    List<Estimate> estimates,
    Map<Quantity, SampleMeans> bySample) {
  /**
   * Version of what is computed here and in {@link PieResampling}; what was computed by an older
   * one is computed again.
   *
   * <ol>
   *   <li>PIEs, taxicab distance, class tests, means of accuracy, Q-Score and depth.
   *   <li>Noise floor, disjoint halves, bootstrap, estimates, PIEs by label, means by sample; a
   *       mean Q-Score is over the seeds that have one on both sides, no longer absent where one
   *       network has none.
   * </ol>
   */
  public static final int DEFINITION = 2;

  /**
   * Compares.
   *
   * @param trueLabels by sample, each 0 to {@code classes - 1}
   */
  public static PopulationComparison of(
      PairedPopulations populations, int[] trueLabels, int classes) {
    int[][] densePredictions = populations.densePredictions();
    int[][] prunedPredictions = populations.prunedPredictions();
    LabelVotes denseVotes = LabelVotes.of(densePredictions, classes);
    LabelVotes prunedVotes = LabelVotes.of(prunedPredictions, classes);
    ModalLabels dense = ModalLabels.of(denseVotes);
    ModalLabels pruned = ModalLabels.of(prunedVotes);
    boolean[] pies = prunedVotes.exemplars(denseVotes, TieRule.SMALLEST_LABEL);
    Estimates estimates =
        Estimates.of(populations, new SampleGroups(pies, trueLabels, classes), trueLabels);
    return new PopulationComparison(
        populations.seeds(),
        populations.seedsWith(Quantity.DEPTH_TRUE_LABEL),
        pies,
        count(prunedVotes.exemplars(denseVotes, TieRule.LARGEST_LABEL)),
        PieLabels.of(trueLabels, dense.smallest(), pruned.smallest()),
        dense,
        pruned,
        prunedVotes.taxicab(denseVotes),
        ClassRecallComparison.compare(densePredictions, prunedPredictions, trueLabels, classes),
        estimates.all(),
        estimates.bySample());
  }

  /** PIEs with equal votes to the smallest label. */
  public int pieCount() {
    return count(pies);
  }

  /** PIEs of each true label. */
  public int[] piesByClass() {
    int[] byClass = new int[classes.size()];
    for (PieLabels labels : pieLabels) {
      byClass[labels.trueLabel()] += labels.pies();
    }
    return byClass;
  }

  /** Mean over samples of the taxicab distance, 0 to 2. */
  public double meanTaxicab() {
    return Arrays.stream(taxicab).average().orElseThrow();
  }

  /** The estimate of a quantity that is not of one class; empty where there is none. */
  public Optional<Estimate> estimate(Quantity quantity, Subset subset, Side side) {
    return estimates.stream()
        .filter(
            estimate ->
                estimate.quantity() == quantity
                    && estimate.label().isEmpty()
                    && estimate.subset() == subset
                    && estimate.side() == side)
        .findFirst();
  }

  private static int count(boolean[] members) {
    int count = 0;
    for (boolean member : members) {
      count += member ? 1 : 0;
    }
    return count;
  }
}

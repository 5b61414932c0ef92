package org.prunescope.gateway;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.VariantId;
import org.prunescope.gateway.persistence.PublishedExemplars.TieRule;

/**
 * Test samples that a pruned population sees otherwise than its baseline, the most other first.
 *
 * @param n seeds present on both sides
 * @param tie to which label equal votes go
 * @param pies how many samples are pruning-identified exemplars, whatever was asked for
 * @param floor of that number
 * @param next the value of {@code after} for the next page; null where this is the last
 */
public record ExemplarPage(
    ExperimentId experiment,
    VariantId variant,
    VariantId baseline,
    int n,
    TieRule tie,
    int pies,
    Floor floor,
    List<Exemplar> exemplars,
    @Nullable Integer next) {
  public ExemplarPage {
    exemplars = List.copyOf(exemplars);
  }

  /**
   * The noise floor: how many such samples there are when dense and pruned runs change places by
   * chance. Nulls while it is not computed.
   *
   * @param low 2.5 % quantile
   * @param high 97.5 % quantile
   * @param p how likely at least so many are if pruning does nothing
   */
  public record Floor(
      @Nullable Double mean, @Nullable Double low, @Nullable Double high, @Nullable Double p) {}

  /**
   * One sample.
   *
   * @param sample index in the test set, from 0
   * @param image path of its PNG
   * @param denseLabel most frequent over the dense runs
   * @param prunedLabel most frequent over the pruned runs
   * @param agreement share of the runs that give that label, 0 to 1
   * @param taxicab L1 distance of the two populations' label distributions, 0 to 2
   * @param pie whether the two labels differ
   * @param q mean Q-Score
   * @param depth mean prediction depth
   */
  public record Exemplar(
      int sample,
      String image,
      Label trueLabel,
      Label denseLabel,
      Label prunedLabel,
      Sides agreement,
      double taxicab,
      boolean pie,
      Sides q,
      Depth depth) {}

  /** A label with its class's name. */
  public record Label(int label, String name) {}

  /** A number of each population; null where it was not measured. */
  public record Sides(@Nullable Double dense, @Nullable Double pruned) {}

  /** Prediction depth by both definitions. */
  public record Depth(Sides finalPrediction, Sides trueLabel) {}
}

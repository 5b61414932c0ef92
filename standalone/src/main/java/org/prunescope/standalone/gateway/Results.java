package org.prunescope.standalone.gateway;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the gateway says of an experiment's outcome, as far as it is shown. */
public record Results(boolean complete, List<VariantResult> variants) {
  /**
   * One row of {@code results.v1_variants}; its comments say what the numbers are.
   *
   * @param sparsity planned, 0 to 1
   * @param n runs measured, which the means are over
   * @param pies null for the baseline
   * @param floorMean PIEs when dense and pruned runs of a seed change places at random; null as
   *     pies
   * @param floorP how often that makes at least as many; null as pies
   * @param baseline the dense variant's name; null for that itself
   * @param lastLearning what the last phase learned by
   */
  public record VariantResult(
      String variant,
      double sparsity,
      int n,
      @Nullable Double accuracyMean,
      @Nullable Double accuracySd,
      @Nullable Integer pies,
      @Nullable Double floorMean,
      @Nullable Double floorP,
      @Nullable Double meanQ,
      @Nullable Double meanDepthFinalPrediction,
      @Nullable Long updatesBeyondBaseline,
      @Nullable String objective,
      @Nullable String baseline,
      @Nullable String lastLearning) {}
}

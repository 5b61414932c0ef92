package org.prunescope.metrics.evaluation;

import java.util.List;
import java.util.Optional;
import org.prunescope.metrics.algorithm.QScore;

/**
 * The numbers of one checkpoint on the test set.
 *
 * @param accuracy 0 to 1
 * @param loss mean cross-entropy, nats
 * @param sparsity share of the weights that are zero, 0 to 1
 * @param recalls by class, 0 to 1; NaN for a class without samples
 * @param predictedLabels by sample
 * @param confidences by sample, 0 to 1
 * @param scores by sample; empty where the latent is degenerate
 * @param depths empty where not asked for
 */
public record Measurement(
    double accuracy,
    double loss,
    double sparsity,
    double[] recalls,
    int[] predictedLabels,
    double[] confidences,
    List<Optional<QScore>> scores,
    Optional<Depths> depths) {
  public Measurement {
    scores = List.copyOf(scores);
  }

  /**
   * Prediction depths.
   *
   * @param supportSamples training images that voted
   * @param byFinalPrediction by sample, 0 to the number of probes
   * @param byTrueLabel by sample, 1 to the number of probes
   */
  public record Depths(int supportSamples, int[] byFinalPrediction, int[] byTrueLabel) {}
}

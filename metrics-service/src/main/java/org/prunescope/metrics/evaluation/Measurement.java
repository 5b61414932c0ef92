package org.prunescope.metrics.evaluation;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.prunescope.metrics.algorithm.PrincipalComponents;
import org.prunescope.metrics.algorithm.QScore;

/**
 * The numbers of one checkpoint on the test set.
 *
 * @param accuracy 0 to 1
 * @param loss mean cross-entropy, nats
 * @param calibrationError expected calibration error, 0 to 1
 * @param layers how much of each tensor of weights is zero
 * @param recalls by class, 0 to 1; NaN for a class without samples
 * @param predictedLabels by sample
 * @param confidences by sample, 0 to 1
 * @param scores by sample; empty where the latent is degenerate
 * @param zeroLatents samples whose latent has norm 0
 * @param votes of training images; empty where not asked for
 * @param geometry of the latents; empty where not asked for
 */
public record Measurement(
    double accuracy,
    double loss,
    double calibrationError,
    List<LayerSparsity> layers,
    double[] recalls,
    int[] predictedLabels,
    double[] confidences,
    List<Optional<QScore>> scores,
    int zeroLatents,
    Optional<Votes> votes,
    Optional<Geometry> geometry) {
  public Measurement {
    layers = List.copyOf(layers);
    scores = List.copyOf(scores);
  }

  /** Share of all weights that are zero, 0 to 1. */
  public double sparsity() {
    return (double) layers.stream().mapToLong(LayerSparsity::zeros).sum()
        / layers.stream().mapToLong(LayerSparsity::weights).sum();
  }

  /**
   * What training images say of the test images next to them.
   *
   * @param supportSamples training images that voted
   * @param depths empty where not asked for
   * @param latents empty where not asked for
   */
  public record Votes(int supportSamples, Optional<Depths> depths, Optional<LatentVotes> latents) {}

  /**
   * Prediction depths.
   *
   * @param byFinalPrediction by sample, 0 to the number of probes
   * @param byTrueLabel by sample, 1 to the number of probes
   */
  public record Depths(int[] byFinalPrediction, int[] byTrueLabel) {}

  /**
   * Votes by the latents.
   *
   * @param accuracy of a k-NN classifier, 0 to 1
   * @param zeroLatents training images that voted whose latent has norm 0
   */
  public record LatentVotes(double accuracy, int zeroLatents) {}

  /**
   * How the latents lie.
   *
   * @param rankMe effective rank, at least 1; empty where all latents are zero
   * @param alignment mean squared distance of an image's two views, 0 to 4
   * @param uniformity logarithm, -8 to 0; empty for a single sample
   * @param map the latents in two dimensions; empty where all have one direction
   */
  public record Geometry(
      OptionalDouble rankMe,
      double alignment,
      OptionalDouble uniformity,
      Optional<PrincipalComponents> map) {}
}

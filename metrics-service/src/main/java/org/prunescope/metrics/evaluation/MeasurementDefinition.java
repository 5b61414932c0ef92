package org.prunescope.metrics.evaluation;

/**
 * What a measurement holds and how it is computed, as a number that every stored row carries. It
 * grows when a measure is added or computed otherwise; rows of an older one are measured again when
 * somebody asks for it.
 *
 * <ul>
 *   <li>1: accuracy, loss, sparsity, recall by class, and by sample the predicted label, its
 *       confidence, Q-Score with z and l1, and prediction depth where asked for
 *   <li>2: also calibration error, sparsity by layer, k-NN accuracy, and RankMe, alignment and
 *       uniformity of the latent
 *   <li>3: also the latents' first two principal components, by sample
 * </ul>
 */
public final class MeasurementDefinition {
  /** That of every measurement made now. */
  public static final int CURRENT = 3;

  private MeasurementDefinition() {}
}

package org.prunescope.metrics.evaluation;

import org.prunescope.contract.random.Purpose;
import org.prunescope.metrics.algorithm.Alignment;
import org.prunescope.metrics.algorithm.FeatureMatrix;
import org.prunescope.metrics.algorithm.PrincipalComponents;
import org.prunescope.metrics.algorithm.RankMe;
import org.prunescope.metrics.algorithm.Uniformity;

/** How a network's latents lie, whatever the labels: two more passes over the test set. */
final class LatentGeometry {
  private LatentGeometry() {}

  /**
   * The geometry.
   *
   * @param latent of the test images as they are
   */
  static Measurement.Geometry of(NetworkPass pass, TestedImages images, FeatureMatrix latent)
      throws NonFiniteActivationsException {
    FeatureMatrix first = latents(pass, images, Purpose.ALIGNMENT_VIEW_0);
    FeatureMatrix second = latents(pass, images, Purpose.ALIGNMENT_VIEW_1);
    return new Measurement.Geometry(
        RankMe.of(latent),
        Alignment.of(first, second),
        Uniformity.of(latent),
        PrincipalComponents.of(latent));
  }

  private static FeatureMatrix latents(NetworkPass pass, TestedImages images, Purpose view)
      throws NonFiniteActivationsException {
    return pass.between(images.testViews(view), 0, images.testSamples(), false).latent();
  }
}

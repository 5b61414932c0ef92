package org.prunescope.gateway;

import java.util.List;
import org.prunescope.contract.experiment.RunId;

/**
 * Where a network's L2-normalised latents of the test samples lie in the plane of their first two
 * principal components (PCA). The axes are the network's own: maps of two networks may be turned or
 * mirrored against each other.
 *
 * @param attempt of the run that was measured, from 1
 * @param share of the latents' variance that is along each component, 0 to 1
 * @param pc1 coordinate along the first component by sample, from the mean
 * @param pc2 along the second
 */
public record LatentMap(
    RunId run, int attempt, List<Double> share, List<Double> pc1, List<Double> pc2) {
  public LatentMap {
    share = List.copyOf(share);
    pc1 = List.copyOf(pc1);
    pc2 = List.copyOf(pc2);
  }
}

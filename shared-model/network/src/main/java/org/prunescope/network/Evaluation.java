package org.prunescope.network;

import java.util.List;

/**
 * What a network says about a batch in evaluation mode.
 *
 * @param logits (image, class)
 * @param latent (image, latent width)
 * @param taps (image, width) of each tap in the architecture's order; empty where not asked for
 */
public record Evaluation(float[][] logits, float[][] latent, List<float[][]> taps) {
  public Evaluation {
    taps = List.copyOf(taps);
  }
}

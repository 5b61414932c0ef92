package org.prunescope.metrics.evaluation;

import java.util.List;
import org.prunescope.contract.checkpoint.Safetensors;
import org.prunescope.contract.network.Architecture;
import org.prunescope.dataset.Split;
import org.prunescope.metrics.algorithm.FeatureMatrix;

/** Predicts red, which its latent says too; its first tap sees nothing, its second green. */
final class PixelNetworks implements FrozenNetworks {
  private int fed;

  /** Images so far. */
  int fed() {
    return fed;
  }

  @Override
  public FrozenNetwork load(Architecture architecture, int classes, Safetensors.Content content) {
    return new FrozenNetwork() {
      @Override
      public Activations evaluate(float[] images, int count, boolean tapped) {
        fed += count;
        float[] logits = new float[count * classes];
        float[] green = new float[count];
        for (int i = 0; i < count; i++) {
          // A view of other colours may be any.
          int red = Math.floorMod(Math.round(images[i * Split.IMAGE_VALUES]), classes);
          logits[i * classes + red] = 1;
          green[i] = images[i * Split.IMAGE_VALUES + 1];
        }
        FeatureMatrix logitRows = new FeatureMatrix(count, classes, logits);
        FeatureMatrix nothing = new FeatureMatrix(count, 1, new float[count]);
        FeatureMatrix second = new FeatureMatrix(count, 1, green);
        return new Activations(logitRows, logitRows, tapped ? List.of(nothing, second) : List.of());
      }

      @Override
      public void close() {
        // Nothing is held.
      }
    };
  }
}

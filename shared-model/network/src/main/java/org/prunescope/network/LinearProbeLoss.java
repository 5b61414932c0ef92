package org.prunescope.network;

import ai.djl.pytorch.engine.PtNDArray;

/** Cross-entropy of the classes, the mean over the batch, which trains the classifier alone. */
final class LinearProbeLoss implements Loss {
  @Override
  public Recorded of(Batch batch) {
    ForwardPass pass = batch.pass(ForwardPass.Normalisation.RUNNING);
    try (PtNDArray latent = pass.latent(batch.images())) {
      return Recorded.of(
          Libtorch.recordingGradients(() -> CrossEntropyLoss.ofClassifier(latent, pass, batch)),
          batch.loader());
    }
  }
}

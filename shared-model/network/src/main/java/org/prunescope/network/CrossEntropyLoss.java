package org.prunescope.network;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/** Cross-entropy of the classes, the mean over the batch, which trains the whole network. */
final class CrossEntropyLoss implements Loss {
  @Override
  public Recorded of(Batch batch) {
    ForwardPass pass = batch.pass(ForwardPass.Normalisation.BATCH);
    return Recorded.of(
        Libtorch.recordingGradients(
            () -> {
              try (PtNDArray latent = pass.latent(batch.images())) {
                return ofClassifier(latent, pass, batch);
              }
            }),
        batch.loader());
  }

  /** That of the classifier on a latent. */
  static PtNDArray ofClassifier(PtNDArray latent, ForwardPass pass, Batch batch) {
    try (PtNDArray target = batch.loader().labels(batch.labels());
        PtNDArray logits = pass.classifier(latent);
        PtNDArray logProbabilities = JniUtils.logSoftmax(logits, 1, logits.getDataType());
        PtNDArray chosen = JniUtils.gather(logProbabilities, target, 1);
        PtNDArray mean = JniUtils.mean(chosen)) {
      return JniUtils.neg(mean);
    }
  }
}

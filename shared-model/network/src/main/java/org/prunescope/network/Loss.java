package org.prunescope.network;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Map;
import org.prunescope.contract.experiment.Precision;
import org.prunescope.contract.network.Architecture;
import org.prunescope.contract.network.EncoderLayout;
import org.prunescope.contract.network.Head;
import org.prunescope.contract.network.ParameterSpec;
import org.prunescope.contract.plan.Learning;

/** What a step descends: by which loss a network learns, and which of its parameters. */
final class Loss {
  private final Learning learning;
  private final EncoderLayout encoder;
  private final Head head;
  private final Arithmetic arithmetic;

  /**
   * @param precision of convolutions and linear layers
   * @throws IllegalArgumentException where the head is none that can be learned this way, or this
   *     process cannot compute in this precision
   */
  Loss(Learning learning, Architecture architecture, Head head, Precision precision) {
    boolean fits =
        switch (learning) {
          case Learning.CrossEntropy c -> head instanceof Head.Classifier;
          case Learning.LinearProbe p -> head instanceof Head.Classifier;
          case Learning.Contrastive c -> head.equals(new Head.Projection(c.projectionWidth()));
        };
    if (!fits) {
      throw new IllegalArgumentException("%s does not train a %s".formatted(learning, head));
    }
    this.learning = learning;
    this.encoder = architecture.layout();
    this.head = head;
    this.arithmetic = new Arithmetic(precision);
  }

  /** Whether the optimiser changes this parameter. */
  boolean trains(ParameterSpec parameter) {
    return parameter.kind().hasGradient()
        && switch (learning) {
          case Learning.CrossEntropy c -> true;
          case Learning.LinearProbe p -> !parameter.name().startsWith(Architecture.ENCODER);
          case Learning.Contrastive c -> true;
        };
  }

  /** Refuses a batch whose images and labels do not belong together. */
  void requireBatch(ImageBatch images, int[] labels) {
    if (labels.length * learning.views() != images.count()) {
      throw new IllegalArgumentException(
          "%d labels for %d images of %d views"
              .formatted(labels.length, images.count(), learning.views()));
    }
    if (head instanceof Head.Classifier classifier) {
      for (int label : labels) {
        if (label < 0 || label >= classifier.classes()) {
          throw new IllegalArgumentException(
              "label %d of a classifier with %d classes".formatted(label, classifier.classes()));
        }
      }
    }
  }

  /**
   * A loss, and where its backward pass begins.
   *
   * @param end of the recorded graph
   * @param gradient of the loss with respect to the end
   */
  record Recorded(double value, PtNDArray end, PtNDArray gradient) {}

  /**
   * The loss of a batch, recorded for the backward pass no further than it trains.
   *
   * @param tensors of the network; those that train are leaves of the graph
   * @param images (views x N, 3, H, W), the first views of all images first
   * @param labels class of each of the N images
   */
  Recorded of(Map<String, PtNDArray> tensors, PtNDArray images, int[] labels, ArrayLoader loader) {
    PtNDArray factors = arithmetic.factor(images);
    return switch (learning) {
      case Learning.CrossEntropy c -> {
        ForwardPass pass =
            new ForwardPass(tensors, ForwardPass.Normalisation.BATCH, arithmetic, false);
        yield scalar(
            Libtorch.recordingGradients(
                () -> {
                  try (PtNDArray latent = pass.latent(encoder, factors)) {
                    return crossEntropy(latent, labels, pass, loader);
                  }
                }),
            loader);
      }
      case Learning.LinearProbe p -> {
        ForwardPass pass =
            new ForwardPass(tensors, ForwardPass.Normalisation.RUNNING, arithmetic, false);
        try (PtNDArray latent = pass.latent(encoder, factors)) {
          yield scalar(
              Libtorch.recordingGradients(() -> crossEntropy(latent, labels, pass, loader)),
              loader);
        }
      }
      case Learning.Contrastive c -> {
        ForwardPass pass =
            new ForwardPass(tensors, ForwardPass.Normalisation.BATCH, arithmetic, false);
        PtNDArray features =
            Libtorch.recordingGradients(
                () -> {
                  try (PtNDArray latent = pass.latent(encoder, factors)) {
                    return pass.projection(latent);
                  }
                });
        ContrastiveLoss.NativeSlope slope = ContrastiveLoss.of(c).slope(features, labels, loader);
        yield new Recorded(slope.loss(), features, slope.gradient());
      }
    };
  }

  private static Recorded scalar(PtNDArray loss, ArrayLoader loader) {
    return new Recorded(loss.getFloat(), loss, loader.scalar(1));
  }

  /** The mean over the batch. */
  private static PtNDArray crossEntropy(
      PtNDArray latent, int[] labels, ForwardPass pass, ArrayLoader loader) {
    try (PtNDArray target = loader.labels(labels);
        PtNDArray logits = pass.classifier(latent);
        PtNDArray logProbabilities = JniUtils.logSoftmax(logits, 1, logits.getDataType());
        PtNDArray chosen = JniUtils.gather(logProbabilities, target, 1);
        PtNDArray mean = JniUtils.mean(chosen)) {
      return JniUtils.neg(mean);
    }
  }
}

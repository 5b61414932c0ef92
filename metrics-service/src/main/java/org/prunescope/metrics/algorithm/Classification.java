package org.prunescope.metrics.algorithm;

import java.util.Arrays;

/** What a classifier says of samples, and how often it is right. */
public final class Classification {
  private Classification() {}

  /** The label of each row's largest logit; equal logits: the smallest label. */
  public static int[] predictions(FeatureMatrix logits) {
    requireFinite(logits);
    int[] labels = new int[logits.rows()];
    for (int row = 0; row < labels.length; row++) {
      for (int label = 1; label < logits.columns(); label++) {
        if (logits.at(row, label) > logits.at(row, labels[row])) {
          labels[row] = label;
        }
      }
    }
    return labels;
  }

  /** The softmax's largest share in each row, 1 / classes to 1. */
  public static double[] confidences(FeatureMatrix logits) {
    int[] labels = predictions(logits);
    double[] confidences = new double[labels.length];
    for (int row = 0; row < labels.length; row++) {
      confidences[row] = Math.exp(-crossEntropy(logits, row, labels[row]));
    }
    return confidences;
  }

  /** Mean cross-entropy of the true labels, in nats; NaN without samples. */
  public static double loss(FeatureMatrix logits, int[] trueLabels) {
    requireFinite(logits);
    double sum = 0;
    for (int row = 0; row < logits.rows(); row++) {
      sum += crossEntropy(logits, row, trueLabels[row]);
    }
    return sum / logits.rows();
  }

  /** Share of samples whose prediction is the true label, 0 to 1; NaN without samples. */
  public static double accuracy(int[] predictions, int[] trueLabels) {
    requireSameLength(predictions, trueLabels);
    int correct = 0;
    for (int sample = 0; sample < predictions.length; sample++) {
      if (predictions[sample] == trueLabels[sample]) {
        correct++;
      }
    }
    return (double) correct / predictions.length;
  }

  /** Accuracy among the samples of each true class, 0 to 1; NaN for a class without samples. */
  public static double[] recalls(int[] predictions, int[] trueLabels, int classes) {
    requireSameLength(predictions, trueLabels);
    int[] correct = new int[classes];
    int[] all = new int[classes];
    for (int sample = 0; sample < predictions.length; sample++) {
      all[trueLabels[sample]]++;
      correct[trueLabels[sample]] += predictions[sample] == trueLabels[sample] ? 1 : 0;
    }
    double[] recalls = new double[classes];
    Arrays.setAll(recalls, label -> (double) correct[label] / all[label]);
    return recalls;
  }

  private static double crossEntropy(FeatureMatrix logits, int row, int label) {
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < logits.columns(); i++) {
      max = Math.max(max, logits.at(row, i));
    }
    double sum = 0;
    for (int i = 0; i < logits.columns(); i++) {
      sum += Math.exp(logits.at(row, i) - max);
    }
    return Math.log(sum) + max - logits.at(row, label);
  }

  private static void requireSameLength(int[] predictions, int[] trueLabels) {
    if (predictions.length != trueLabels.length) {
      throw new IllegalArgumentException(
          "%d predictions for %d labels".formatted(predictions.length, trueLabels.length));
    }
  }

  private static void requireFinite(FeatureMatrix logits) {
    if (!logits.isFinite()) {
      throw new IllegalArgumentException("a logit is not finite");
    }
  }
}

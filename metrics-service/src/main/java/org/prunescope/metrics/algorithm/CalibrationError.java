package org.prunescope.metrics.algorithm;

/**
 * Expected calibration error: how far confidence is from accuracy, over 15 equal bins of the top
 * confidence.
 *
 * <p>sum over bins b of n_b / n |accuracy_b - mean confidence_b|, where bin i of 1 to 15 holds the
 * samples whose confidence is in ((i - 1) / 15, i / 15] (Guo et al. 2017, arXiv 1706.04599,
 * equation 3). Empty bins count nothing.
 */
public final class CalibrationError {
  private static final int BINS = 15;

  private CalibrationError() {}

  /**
   * The error, 0 to 1; NaN without samples.
   *
   * @param confidences the softmax's share of each sample's prediction, above 0, at most 1
   * @throws IllegalArgumentException where a confidence is out of range or NaN
   */
  public static double expected(double[] confidences, int[] predictions, int[] trueLabels) {
    if (confidences.length != predictions.length || predictions.length != trueLabels.length) {
      throw new IllegalArgumentException(
          "%d confidences, %d predictions, %d labels"
              .formatted(confidences.length, predictions.length, trueLabels.length));
    }
    double[] confidence = new double[BINS];
    int[] correct = new int[BINS];
    for (int sample = 0; sample < confidences.length; sample++) {
      int bin = bin(confidences[sample]);
      confidence[bin] += confidences[sample];
      correct[bin] += predictions[sample] == trueLabels[sample] ? 1 : 0;
    }
    double sum = 0;
    for (int bin = 0; bin < BINS; bin++) {
      // n_b |correct / n_b - confidence / n_b|
      sum += Math.abs(correct[bin] - confidence[bin]);
    }
    return sum / confidences.length;
  }

  private static int bin(double confidence) {
    if (!(confidence > 0 && confidence <= 1)) {
      throw new IllegalArgumentException("a confidence of " + confidence);
    }
    int bin = 0;
    while (confidence > (bin + 1) / (double) BINS) {
      bin++;
    }
    return bin;
  }
}

package org.prunescope.network;

/** {@link ContrastiveLoss} and its gradient as plain loops in double precision. */
final class ReferenceLoss {
  private final ContrastiveLoss definition;
  private final float[] features;
  private final int width;
  private final int[] labels;
  private final double[] gradient;
  private double loss;

  ReferenceLoss(ContrastiveLoss definition, float[] features, int width, int[] labels) {
    this.definition = definition;
    this.features = features;
    this.width = width;
    this.labels = labels;
    this.gradient = new double[features.length];
    for (int anchor = 0; anchor < anchors(); anchor++) {
      add(anchor);
    }
  }

  double loss() {
    return loss;
  }

  double[] gradient() {
    return gradient;
  }

  private void add(int anchor) {
    double largest = Double.NEGATIVE_INFINITY;
    int positives = 0;
    for (int other = 0; other < anchors(); other++) {
      if (other != anchor) {
        largest = Math.max(largest, similarity(anchor, other));
        positives += isPositive(anchor, other) ? 1 : 0;
      }
    }
    double sum = 0;
    for (int other = 0; other < anchors(); other++) {
      sum += other == anchor ? 0 : Math.exp(similarity(anchor, other) - largest);
    }
    double scale = definition.temperature() / definition.baseTemperature() / anchors();
    for (int other = 0; other < anchors(); other++) {
      if (other != anchor) {
        double exponent = similarity(anchor, other) - largest;
        double share = Math.exp(exponent) / sum;
        double target = isPositive(anchor, other) ? 1.0 / positives : 0;
        loss -= scale * target * (exponent - Math.log(sum));
        for (int i = 0; i < width; i++) {
          double pull = scale * (share - target) / definition.temperature();
          gradient[anchor * width + i] += pull * features[other * width + i];
          gradient[other * width + i] += pull * features[anchor * width + i];
        }
      }
    }
  }

  private boolean isPositive(int anchor, int other) {
    int image = anchor % labels.length;
    int otherImage = other % labels.length;
    return definition.supervised() ? labels[image] == labels[otherImage] : image == otherImage;
  }

  private double similarity(int first, int second) {
    double product = 0;
    for (int i = 0; i < width; i++) {
      product += (double) features[first * width + i] * features[second * width + i];
    }
    return product / definition.temperature();
  }

  private int anchors() {
    return 2 * labels.length;
  }
}

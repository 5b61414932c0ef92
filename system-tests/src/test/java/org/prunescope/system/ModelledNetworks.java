package org.prunescope.system;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Predictions as populations of networks make them, drawn from a model instead of trained: samples
 * differ in how hard they are, networks of one seed err alike, and pruning shifts some samples over
 * to another class. The same seed gives the same numbers.
 */
final class ModelledNetworks {
  /** About 93 % of the predictions of dense networks are right. */
  private static final double EASE = 4.2;

  private static final double EASE_SPREAD = 2.2;
  private static final double NOISE = 0.9;
  private static final double SHARE_SENSITIVE = 0.06;

  private final int classes;
  private final int[] trueLabels;
  private final int[] otherLabels;
  private final double[] ease;
  private final double[] sensitivity;
  private final long seed;

  /**
   * @param trueLabels each 0 to {@code classes - 1}
   */
  ModelledNetworks(short[] trueLabels, int classes, long seed) {
    this.classes = classes;
    this.seed = seed;
    int samples = trueLabels.length;
    this.trueLabels = new int[samples];
    this.otherLabels = new int[samples];
    this.ease = new double[samples];
    this.sensitivity = new double[samples];
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < samples; i++) {
      this.trueLabels[i] = trueLabels[i];
      otherLabels[i] = (trueLabels[i] + 1 + random.nextInt(classes - 1)) % classes;
      ease[i] = EASE + EASE_SPREAD * random.nextGaussian();
      sensitivity[i] = random.nextDouble() < SHARE_SENSITIVE ? 4 + 2 * random.nextDouble() : 0.5;
    }
  }

  /** One network's numbers, by sample. */
  record Network(
      short[] predictions,
      float[] confidence,
      double[] q,
      double[] z,
      double[] l1,
      short[] depth,
      float[] pc1,
      float[] pc2,
      double accuracy,
      double[] recalls) {}

  /**
   * The network of a variant.
   *
   * @param variant any number, the same for all runs of the variant
   * @param harm how much pruning does, 0 (dense) to 1
   */
  Network network(int variant, long networkSeed, double harm) {
    int samples = trueLabels.length;
    // What the networks of one seed have in common, and what is this one's own.
    SplittableRandom shared = new SplittableRandom(seed * 1_000_003 + networkSeed);
    SplittableRandom own =
        new SplittableRandom((seed * 1_000_003 + networkSeed) * 65_537 + variant);
    short[] predictions = new short[samples];
    float[] confidence = new float[samples];
    double[] q = new double[samples];
    double[] z = new double[samples];
    double[] l1 = new double[samples];
    short[] depth = new short[samples];
    float[] pc1 = new float[samples];
    float[] pc2 = new float[samples];
    int[] correct = new int[classes];
    int[] all = new int[classes];
    for (int i = 0; i < samples; i++) {
      double margin =
          ease[i] - harm * sensitivity[i] + NOISE * (shared.nextGaussian() + own.nextGaussian());
      boolean right = margin > 0;
      predictions[i] = (short) (right ? trueLabels[i] : otherLabels[i]);
      confidence[i] = (float) (1 / (1 + Math.exp(-Math.abs(margin))));
      z[i] = 3 + 2 * own.nextDouble();
      l1[i] = 6 + 2 * own.nextDouble();
      q[i] = z[i] / l1[i];
      depth[i] = (short) Math.max(1, Math.min(16, Math.round(10 - margin)));
      double angle = 2 * Math.PI * trueLabels[i] / classes;
      pc1[i] = (float) (0.6 * Math.cos(angle) + 0.1 * (z[i] - 4));
      pc2[i] = (float) (0.6 * Math.sin(angle) + 0.1 * (l1[i] - 7));
      all[trueLabels[i]]++;
      correct[trueLabels[i]] += right ? 1 : 0;
    }
    double[] recalls = new double[classes];
    Arrays.setAll(recalls, label -> (double) correct[label] / all[label]);
    double accuracy = (double) Arrays.stream(correct).sum() / samples;
    return new Network(predictions, confidence, q, z, l1, depth, pc1, pc2, accuracy, recalls);
  }
}

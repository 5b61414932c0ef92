package org.prunescope.network;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.prunescope.contract.checkpoint.Tensor;

/**
 * The contrastive loss of two views of each image: supervised with the sum over positives outside
 * the logarithm (L_out of Khosla et al. 2020, arXiv 2004.11362, equation 2), or SimCLR's (Chen et
 * al. 2020, arXiv 2002.05709), which is the same with the image itself as its class.
 *
 * <pre>
 *   s_ij = z_i . z_j / temperature
 *   l_i  = -(1 / |P(i)|) sum over p in P(i) of (s_ip - log sum over a != i of exp s_ia)
 *   loss = temperature / baseTemperature x mean of l_i over all anchors i
 * </pre>
 *
 * <p>Anchors are all views of all images, the first views of all before the second ones. P(i) holds
 * every other view of i's class: at least the image's own other view.
 *
 * <p>The gradient is the closed form, so that no graph over all pairs is kept: with the shares q_ia
 * = exp(s_ia - log sum) and the targets t_ia = 1 / |P(i)| in P(i), else 0,
 *
 * <pre>
 *   d loss / d s_ia = temperature / baseTemperature x (q_ia - t_ia) / anchors
 * </pre>
 *
 * <p>In single precision, and in PyTorch's order of operations: at a temperature of 0.01 exponents
 * up to 100 are known to 1e-5 only, so that any other order gives visibly other gradients.
 *
 * @param supervised whether a class is a label, or one image only
 * @param temperature above 0
 * @param baseTemperature above 0
 */
public record ContrastiveLoss(boolean supervised, double temperature, double baseTemperature)
    implements Loss {
  /** Views of each image. */
  public static final int VIEWS = 2;

  /** Added to an anchor's similarity to itself: its exponential is 0, and 0 times it is 0. */
  private static final double NEVER = -1e30;

  @Override
  public Recorded of(Batch batch) {
    ForwardPass pass = batch.pass(ForwardPass.Normalisation.BATCH);
    PtNDArray features =
        Libtorch.recordingGradients(
            () -> {
              try (PtNDArray latent = pass.latent(batch.images())) {
                return pass.projection(latent);
              }
            });
    NativeSlope slope = slope(features, batch.labels(), batch.loader());
    return new Recorded(slope.loss, features, slope.gradient);
  }

  /**
   * A loss and how it changes.
   *
   * @param gradient with respect to the features, in their order
   */
  public record Slope(double loss, float[] gradient) {}

  /** As {@link Slope}, the gradient (anchors, width) in libtorch's memory. */
  record NativeSlope(double loss, PtNDArray gradient) {}

  /**
   * The loss of some features and its gradient with respect to them, taken as free numbers.
   *
   * @param features (views x images, width), of length 1 each, first views first
   * @param labels class of each image
   */
  public Slope slope(float[] features, int[] labels) {
    int anchors = VIEWS * labels.length;
    if (anchors == 0 || features.length == 0 || features.length % anchors != 0) {
      throw new IllegalArgumentException(
          "%d values are not the features of %d views".formatted(features.length, anchors));
    }
    try (PtNDManager manager = Libtorch.newManager()) {
      ArrayLoader loader = new ArrayLoader(manager, MemoryLayout.CONTIGUOUS);
      Tensor rows = Tensor.ofFloats(features, anchors, features.length / anchors);
      return Libtorch.compute(
          1,
          () -> {
            NativeSlope slope = slope(loader.floats(rows), labels, loader);
            return new Slope(slope.loss, slope.gradient.toFloatArray());
          });
    }
  }

  /**
   * The same inside a computation, without recording.
   *
   * @param features (2N, width), rows of length 1, first views first
   * @param labels class of each of the N images
   */
  NativeSlope slope(PtNDArray features, int[] labels, ArrayLoader loader) {
    int[] groups = groups(labels);
    int[] positives = positives(groups);
    try (PtNDArray self = identity(features.getManager(), groups.length);
        PtNDArray isPositive = isPositive(groups, self, loader);
        PtNDArray logShares = logShares(features, self, loader);
        PtNDArray shares = JniUtils.exp(logShares)) {
      JniUtils.muli(logShares, isPositive);
      double loss = loss(logShares, positives);
      JniUtils.divi(isPositive, column(positives, loader));
      JniUtils.subi(shares, isPositive);
      JniUtils.muli(shares, loader.scalar(1 / baseTemperature / groups.length));
      try (PtNDArray transposed = JniUtils.transpose(shares, 0, 1);
          PtNDArray asOther = JniUtils.matmul(transposed, features)) {
        PtNDArray gradient = JniUtils.matmul(shares, features);
        JniUtils.addi(gradient, asOther);
        return new NativeSlope(loss, gradient);
      }
    }
  }

  /** What each anchor belongs to: its label, or the index of its image. */
  private int[] groups(int[] labels) {
    int[] groups = new int[VIEWS * labels.length];
    for (int i = 0; i < groups.length; i++) {
      int image = i % labels.length;
      groups[i] = supervised ? labels[image] : image;
    }
    return groups;
  }

  /** |P(i)| of each anchor. */
  private static int[] positives(int[] groups) {
    Map<Integer, Integer> sizes = new HashMap<>();
    for (int group : groups) {
      sizes.merge(group, 1, Integer::sum);
    }
    return Arrays.stream(groups).map(group -> sizes.getOrDefault(group, 0) - 1).toArray();
  }

  /** 1 where the second of two anchors is in P of the first one, else 0. */
  private static PtNDArray isPositive(int[] groups, PtNDArray self, ArrayLoader loader) {
    try (PtNDArray rows = loader.labels(groups);
        PtNDArray columns = JniUtils.transpose(rows, 0, 1);
        PtNDArray same = JniUtils.eq(rows, columns)) {
      PtNDArray positive = JniUtils.to(same, DataType.FLOAT32, Libtorch.device());
      JniUtils.subi(positive, self);
      return positive;
    }
  }

  /**
   * log q of every pair; of an anchor with itself a number whose exponential is 0.
   *
   * @param self is overwritten
   */
  private PtNDArray logShares(PtNDArray features, PtNDArray self, ArrayLoader loader) {
    try (PtNDArray transposed = JniUtils.transpose(features, 0, 1)) {
      PtNDArray similarities = JniUtils.matmul(features, transposed);
      JniUtils.divi(similarities, loader.scalar(temperature));
      JniUtils.muli(self, loader.scalar(NEVER));
      JniUtils.addi(similarities, self);
      try (PtNDArray largest = JniUtils.max(similarities, 1, true);
          PtNDArray shifted = JniUtils.sub(similarities, largest);
          PtNDArray exponentials = JniUtils.exp(shifted);
          PtNDArray sum = JniUtils.sum(exponentials, new long[] {1}, true);
          PtNDArray logSum = JniUtils.log(sum)) {
        JniUtils.addi(logSum, largest);
        JniUtils.subi(similarities, logSum);
      }
      return similarities;
    }
  }

  /**
   * @param chosen the logarithms of the positives' shares, 0 elsewhere
   */
  private double loss(PtNDArray chosen, int[] positives) {
    try (PtNDArray sums = JniUtils.sum(chosen, new long[] {1}, false)) {
      float[] ofAnchors = sums.toFloatArray();
      double sum = 0;
      for (int i = 0; i < positives.length; i++) {
        sum += ofAnchors[i] / positives[i];
      }
      return -temperature / baseTemperature * sum / positives.length;
    }
  }

  private static PtNDArray column(int[] values, ArrayLoader loader) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = values[i];
    }
    return loader.floats(Tensor.ofFloats(floats, values.length, 1));
  }

  private static PtNDArray identity(PtNDManager manager, int size) {
    return JniUtils.eye(
        manager, size, size, DataType.FLOAT32, Libtorch.device(), SparseFormat.DENSE);
  }
}

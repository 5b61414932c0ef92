package org.prunescope.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.prunescope.contract.checkpoint.Safetensors;
import org.prunescope.contract.checkpoint.Tensor;
import org.prunescope.contract.experiment.Precision;
import org.prunescope.contract.network.Architecture;
import org.prunescope.contract.network.Head;
import org.prunescope.contract.network.ParameterKind;
import org.prunescope.contract.network.ParameterSpec;
import org.prunescope.contract.network.ResNet;
import org.prunescope.contract.plan.Learning;

/**
 * Training in bfloat16, where the processor has it.
 *
 * <p>bfloat16 keeps 8 bits of a number: rounding moves it by {@link #UNIT} of itself at most, and
 * by 0.0017 in the quadratic mean over mantissas. A convolution's result takes three such
 * roundings: of weights, of inputs, of the sum. The bounds below are these, added up over the
 * layers as if they were independent.
 */
class Bfloat16Test {
  private static final double UNIT = 1 / 256.0;
  private static final int IMAGES = 16;

  @BeforeAll
  static void needsInstructions() {
    assumeTrue(ThisProcess.precisions().contains(Precision.BFLOAT16));
  }

  static List<Architecture> architectures() {
    return List.of(Samples.SMALL, new ResNet(18, 8));
  }

  static List<Learning> learnings() {
    return List.of(
        new Learning.CrossEntropy(),
        new Learning.LinearProbe(),
        new Learning.Contrastive(true, 0.1, 0.1, 16));
  }

  @ParameterizedTest
  @MethodSource("learnings")
  void theSameAgainGivesTheSameBits(Learning learning) {
    NetworkState once = trained(begin(learning), learning, 0, 4);
    NetworkState again = trained(begin(learning), learning, 0, 4);

    assertThat(Samples.bytes(again)).isEqualTo(Samples.bytes(once));
  }

  @ParameterizedTest
  @MethodSource("learnings")
  void continuesFromItsCheckpointBitByBit(Learning learning) {
    NetworkState straight = trained(begin(learning), learning, 0, 5);

    NetworkState half = trained(begin(learning), learning, 0, 2);
    assertThat(half.momentum()).isNotEmpty();
    Safetensors.Content stored = Safetensors.read(Samples.bytes(half));
    NetworkState loaded = NetworkState.of(stored, half.architecture(), half.head());

    assertThat(Samples.bytes(trained(loaded, learning, 2, 5))).isEqualTo(Samples.bytes(straight));
  }

  @Test
  void sideBySideComputesTheSameBitsAsAlone() throws Exception {
    Learning learning = Samples.SUPERVISED;
    byte[] alone = Samples.bytes(trained(begin(learning), learning, 0, 4));

    try (ExecutorService executor = Executors.newFixedThreadPool(2)) {
      List<Future<NetworkState>> together = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        together.add(executor.submit(() -> trained(begin(learning), learning, 0, 4)));
      }
      for (Future<NetworkState> state : together) {
        assertThat(Samples.bytes(state.get())).isEqualTo(alone);
      }
    }
  }

  /**
   * Between exact sums of rounded factors and ours lie the order of a sum in single precision and
   * one rounding, which may then go the other way: twice {@link #UNIT}.
   */
  @Test
  void aLinearLayerMultipliesRoundedFactorsAndRoundsTheirSum() {
    int rows = 5;
    int inputs = 24;
    float[] latent = Samples.images(1, rows * inputs, 1).pixels();
    float[] weight = Samples.images(2, Samples.CLASSES * inputs, 1).pixels();
    float[] bias = Samples.images(3, Samples.CLASSES, 1).pixels();

    float[] logits = logits(firstOf(latent, rows * inputs), rows, weight, bias, inputs);

    for (int row = 0; row < rows; row++) {
      for (int k = 0; k < Samples.CLASSES; k++) {
        double expected = rounded(bias[k]);
        for (int i = 0; i < inputs; i++) {
          expected += (double) rounded(latent[row * inputs + i]) * rounded(weight[k * inputs + i]);
        }
        float logit = logits[row * Samples.CLASSES + k];
        assertThat(logit).isEqualTo(rounded(logit));
        assertThat((double) logit)
            .isCloseTo(expected, within(2 * UNIT * Math.abs(expected) + 1e-5));
      }
    }
  }

  /** As for a linear layer. Padding adds nothing, a stride leaves out. */
  @Test
  void aConvolutionMultipliesRoundedFactorsAndRoundsTheirSum() {
    int side = 6;
    int stride = 2;
    ImageBatch image = Samples.images(4, 1, side);
    NetworkState state = begin(Samples.SUPERVISED);
    float[] weight = state.content().tensor("encoder.conv1.weight").floats();
    int filters = weight.length / (ImageBatch.CHANNELS * 9);

    float[] result = convolved(state, image, stride);

    int out = side / stride;
    for (int filter = 0; filter < filters; filter++) {
      for (int y = 0; y < out; y++) {
        for (int x = 0; x < out; x++) {
          double expected = 0;
          for (int k = 0; k < ImageBatch.CHANNELS * 9; k++) {
            int channel = k / 9;
            int row = y * stride + k % 9 / 3 - 1;
            int column = x * stride + k % 3 - 1;
            if (row >= 0 && row < side && column >= 0 && column < side) {
              float pixel = image.pixels()[(row * side + column) * ImageBatch.CHANNELS + channel];
              expected +=
                  (double) rounded(pixel) * rounded(weight[filter * ImageBatch.CHANNELS * 9 + k]);
            }
          }
          float value = result[(filter * out + y) * out + x];
          assertThat(value).isEqualTo(rounded(value));
          assertThat((double) value)
              .isCloseTo(expected, within(2 * UNIT * Math.abs(expected) + 1e-5));
        }
      }
    }
  }

  /**
   * Layer by layer: the first update leaves a tenth of the batch's variance in the running one. A
   * channel's variance is over many pixels, over which the rounding of activations averages out;
   * that of the weights does not: 2 x 0.0017 a layer, normalised away by the next one but for its
   * shape, 1.4 % over the 17 layers of a ResNet-18 if it were not.
   */
  @ParameterizedTest
  @MethodSource("architectures")
  void everyLayersStatisticsAreNearThoseInSinglePrecision(Architecture architecture) {
    NetworkState before = begin(architecture, Samples.SUPERVISED);
    NetworkState single = afterAGradient(before, Precision.FLOAT32);
    NetworkState half = afterAGradient(before, Precision.BFLOAT16);

    for (ParameterSpec parameter : before.layout()) {
      if (parameter.kind() == ParameterKind.RUNNING_VARIANCE) {
        double[] expected = change(before, single, parameter.name(), 0.9);
        double[] variances = change(before, half, parameter.name(), 0.9);
        assertThat(variances).as(parameter.name()).isNotEqualTo(expected);
        for (int c = 0; c < expected.length; c++) {
          assertThat(variances[c])
              .as("%s[%d]", parameter.name(), c)
              .isCloseTo(expected[c], within(0.02 * expected[c]));
        }
      }
    }
  }

  /**
   * Of the first update alone: from the second on the two networks are different ones. A latent of
   * ResNet-18 is off by 0.0017 x sqrt(3 x 17), 1.2 % of its length, of WRN-10-1 by 0.9 %. Logits
   * are below 1 here, so a cross-entropy of 2.3 moves by less than 1 %; similarities of unit
   * vectors are divided by a temperature of 0.1, so theirs move by 1.2 % x sqrt(2) / 0.1 at most,
   * 0.17: a contrastive loss of 3 and more by less than 6 %.
   */
  @ParameterizedTest
  @MethodSource("learnings")
  void theFirstLossIsNearThatInSinglePrecision(Learning learning) {
    double share = learning.views() == 1 ? 0.01 : 0.06;
    for (Architecture architecture : architectures()) {
      double single = firstLoss(begin(architecture, learning), learning, Precision.FLOAT32);
      double half = firstLoss(begin(architecture, learning), learning, Precision.BFLOAT16);

      assertThat(half).isNotEqualTo(single).isCloseTo(single, within(share * single));
    }
  }

  /**
   * Errors as above, forward and backward, turn a gradient by 2 % at most. More does what rounding
   * does to the signs before relu: 1 % of noise turns 0.4 % of them, each of which is a whole term
   * of the gradient, of which half are 0: 9 % of its length a layer, 37 % over the 17 of ResNet-18:
   * a cosine of 0.93. At least 0.9 therefore; and below 1, since weights alone are off by 0.0017.
   *
   * <p>Gradients of batch normalisation's own parameters are sums over the whole batch that the
   * next normalisation makes nearly cancel: relative to what is left of them no bound is known.
   */
  @ParameterizedTest
  @MethodSource("architectures")
  void gradientsPointWhereThoseInSinglePrecisionDo(Architecture architecture) {
    NetworkState before = begin(architecture, Samples.SUPERVISED);
    NetworkState single = afterAGradient(before, Precision.FLOAT32);
    NetworkState half = afterAGradient(before, Precision.BFLOAT16);

    for (ParameterSpec parameter : before.layout()) {
      if (parameter.kind().isWeight()) {
        String name = parameter.name();
        double[] expected = change(before, single, name, 1);
        double[] gradient = change(before, half, name, 1);
        assertThat(cosine(expected, gradient)).as(name).isBetween(0.9, 0.999999);
        assertThat(length(gradient))
            .as(name)
            .isCloseTo(length(expected), within(0.1 * length(expected)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void learnsABatchByHeart(Architecture architecture) {
    try (TrainingNetwork network =
        load(begin(architecture, Samples.SUPERVISED), Samples.SUPERVISED)) {
      double first = network.step(Samples.images(0, IMAGES, 16), Samples.labels(0, IMAGES), 0.05);
      double last = first;
      for (int step = 1; step < 40; step++) {
        last = network.step(Samples.images(0, IMAGES, 16), Samples.labels(0, IMAGES), 0.05);
      }

      assertThat(last).isLessThan(first / 10);
    }
  }

  @Test
  void weightsAndStatisticsKeepWhatBfloat16CannotHold() {
    NetworkState after = trained(begin(Samples.SUPERVISED), Samples.SUPERVISED, 0, 1);

    after
        .parameters()
        .forEach((name, tensor) -> assertThat(fitsBfloat16(tensor)).as(name).isFalse());
  }

  @Test
  void leavesNoArrayBehind() {
    try (TrainingNetwork network = load(begin(Samples.SUPERVISED), Samples.SUPERVISED)) {
      step(network, Samples.SUPERVISED, 0);
      int afterFirst = network.liveArrays();
      for (int step = 1; step < 5; step++) {
        step(network, Samples.SUPERVISED, step);
      }

      assertThat(network.liveArrays()).isEqualTo(afterFirst);
    }
  }

  /** Logits of the classifier in bfloat16. */
  private static float[] logits(
      float[] latent, int rows, float[] weight, float[] bias, int inputs) {
    try (PtNDManager manager = Libtorch.newManager()) {
      ArrayLoader loader = new ArrayLoader(manager, MemoryLayout.CHANNELS_LAST);
      Map<String, PtNDArray> tensors =
          Map.of(
              Head.Classifier.WEIGHT,
              loader.floats(
                  Tensor.ofFloats(
                      firstOf(weight, Samples.CLASSES * inputs), Samples.CLASSES, inputs)),
              Head.Classifier.BIAS,
              loader.floats(Tensor.ofFloats(firstOf(bias, Samples.CLASSES), Samples.CLASSES)));
      Arithmetic arithmetic = new Arithmetic(Precision.BFLOAT16);
      return Libtorch.compute(
          1,
          () -> {
            PtNDArray factor =
                arithmetic.factor(loader.floats(Tensor.ofFloats(latent, rows, inputs)));
            return pass(tensors, arithmetic).classifier(factor).toFloatArray();
          });
    }
  }

  /** The first convolution's result in bfloat16, (filter, row, column). */
  private static float[] convolved(NetworkState state, ImageBatch image, int stride) {
    try (PtNDManager manager = Libtorch.newManager()) {
      ArrayLoader loader = new ArrayLoader(manager, MemoryLayout.CONTIGUOUS);
      String name = Architecture.ENCODER + "conv1.weight";
      Map<String, PtNDArray> tensors = Map.of(name, loader.floats(state.content().tensor(name)));
      Arithmetic arithmetic = new Arithmetic(Precision.BFLOAT16);
      return Libtorch.compute(
          1,
          () ->
              arithmetic
                  .single(
                      pass(tensors, arithmetic)
                          .convolution(arithmetic.factor(loader.images(image)), "conv1", stride))
                  .toFloatArray());
    }
  }

  private static ForwardPass pass(Map<String, PtNDArray> tensors, Arithmetic arithmetic) {
    return new ForwardPass(
        Samples.SMALL.layout(), tensors, ForwardPass.Normalisation.BATCH, arithmetic, false);
  }

  private static float[] firstOf(float[] values, int count) {
    return Arrays.copyOf(values, count);
  }

  /** To the nearest bfloat16, halves to the even one. */
  private static float rounded(float value) {
    int bits = Float.floatToRawIntBits(value);
    return Float.intBitsToFloat((bits + 0x7FFF + (bits >>> 16 & 1)) & 0xFFFF0000);
  }

  private static NetworkState afterAGradient(NetworkState state, Precision precision) {
    try (TrainingNetwork network =
        TrainingNetwork.load(state, Samples.SUPERVISED, Samples.PLAIN, precision, 1)) {
      network.step(Samples.images(0, 32, 32), Samples.labels(0, 32), 1);
      return network.state();
    }
  }

  /**
   * @param kept what the step has kept of each value
   */
  private static double[] change(
      NetworkState before, NetworkState after, String name, double kept) {
    float[] from = before.content().tensor(name).floats();
    float[] to = after.content().tensor(name).floats();
    double[] change = new double[from.length];
    for (int i = 0; i < change.length; i++) {
      change[i] = to[i] - kept * from[i];
    }
    return change;
  }

  private static double cosine(double[] one, double[] other) {
    return product(one, other) / (length(one) * length(other));
  }

  private static double length(double[] values) {
    return Math.sqrt(product(values, values));
  }

  private static double product(double[] one, double[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += one[i] * other[i];
    }
    return sum;
  }

  private static boolean fitsBfloat16(Tensor tensor) {
    for (float value : tensor.floats()) {
      if (value != rounded(value)) {
        return false;
      }
    }
    return true;
  }

  private static NetworkState begin(Learning learning) {
    return begin(Samples.SMALL, learning);
  }

  private static NetworkState begin(Architecture architecture, Learning learning) {
    return NetworkState.initial(architecture, learning.head(Samples.CLASSES), 7);
  }

  private static TrainingNetwork load(NetworkState state, Learning learning) {
    return TrainingNetwork.load(state, learning, Samples.PAPER, Precision.BFLOAT16, 1);
  }

  private static NetworkState trained(NetworkState state, Learning learning, int from, int to) {
    try (TrainingNetwork network = load(state, learning)) {
      for (int step = from; step < to; step++) {
        step(network, learning, step);
      }
      return network.state();
    }
  }

  private static double firstLoss(NetworkState state, Learning learning, Precision precision) {
    try (TrainingNetwork network =
        TrainingNetwork.load(state, learning, Samples.PAPER, precision, 1)) {
      return step(network, learning, 0);
    }
  }

  /** The last batch of an epoch is smaller. */
  private static double step(TrainingNetwork network, Learning learning, int step) {
    int count = step % 2 == 0 ? IMAGES : IMAGES / 2;
    return network.step(
        Samples.images(step, count * learning.views(), 16), Samples.labels(step, count), 0.05);
  }
}

package org.prunescope.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.checkpoint.Safetensors;
import org.prunescope.contract.checkpoint.Tensor;
import org.prunescope.contract.network.Architecture;
import org.prunescope.contract.network.Head;
import org.prunescope.contract.network.ParameterSpec;
import org.prunescope.contract.network.ResNet;
import org.prunescope.contract.network.Tap;

/**
 * Against PyTorch in double precision: {@code src/test/python/resnet_cases.py} made the expected
 * values.
 */
class ResNetTest {
  private static final ResNet NETWORK = new ResNet(18, 8);
  private static final int IMAGES = 4;
  private static final int IMAGE_RANGE = 1047;
  private static final int GOLDEN_RATIO = 0x9E3779B9;

  /** Of a tensor's largest value; single precision comes within 5e-7 of it. */
  private static final double TOLERANCE = 5e-6;

  private final Safetensors.Content expected = read();
  private final NetworkState state = state();
  private final ImageBatch images = images();

  @Test
  void evaluatesAsPyTorchDoes() {
    try (EvaluationNetwork network = EvaluationNetwork.load(state, 1)) {
      Evaluation evaluation = network.evaluateWithTaps(images);

      assertClose("evaluation/logits", flat(evaluation.logits()));
      assertClose("evaluation/latent", flat(evaluation.latent()));
      List<Tap> taps = NETWORK.taps();
      assertThat(evaluation.taps()).hasSameSizeAs(taps);
      for (int tap = 0; tap < taps.size(); tap++) {
        float[] values = flat(evaluation.taps().get(tap));
        assertThat(values).as(taps.get(tap).name()).hasSize(IMAGES * taps.get(tap).width());
        assertClose("evaluation/tap/" + tap, values);
      }
      assertThat(expected.tensors()).doesNotContainKey("evaluation/tap/" + taps.size());
    }
  }

  @Test
  void trainsAsPyTorchDoes() {
    int[] labels = {0, 3, 6, 9};
    try (TrainingNetwork network =
        TrainingNetwork.load(
            state, Samples.SUPERVISED, Samples.PAPER, 1, MemoryLayout.CONTIGUOUS)) {
      float[] losses = new float[2];
      for (int step = 0; step < losses.length; step++) {
        losses[step] = (float) network.step(images, labels, .05);
      }

      assertClose("losses", losses);
      NetworkState after = network.state();
      for (ParameterSpec parameter : after.layout()) {
        String published = parameter.name().replace(Architecture.ENCODER, "");
        float[] values = after.content().tensor(parameter.name()).floats();
        assertClose("after/" + published, Arrays.copyOf(values, Math.min(64, values.length)));
      }
    }
  }

  private void assertClose(String name, float[] actual) {
    double[] values = expected.tensor(name).doubles();
    double largest = Arrays.stream(values).map(Math::abs).max().orElseThrow();
    assertThat(actual).as(name).hasSameSizeAs(values);
    for (int i = 0; i < values.length; i++) {
      assertThat((double) actual[i])
          .as("%s at %d", name, i)
          .isCloseTo(values[i], within(TOLERANCE * largest));
    }
  }

  private static NetworkState state() {
    Head head = new Head.Classifier(10);
    List<ParameterSpec> layout = NETWORK.parameters(head);
    SortedMap<String, Tensor> parameters = new TreeMap<>();
    for (int i = 0; i < layout.size(); i++) {
      ParameterSpec parameter = layout.get(i);
      float[] values = new float[parameter.size()];
      for (int element = 0; element < values.length; element++) {
        values[element] = (float) value(parameter, uniform(i, element));
      }
      parameters.put(parameter.name(), Tensor.ofFloats(values, parameter.sizes()));
    }
    return new NetworkState(NETWORK, head, parameters, new TreeMap<>(), new TreeMap<>());
  }

  private static double value(ParameterSpec parameter, double uniform) {
    return switch (parameter.kind()) {
      case CONVOLUTION_WEIGHT, LINEAR_WEIGHT ->
          (2 * uniform - 1)
              * Math.sqrt(6 / ((double) parameter.size() / parameter.shape().getFirst()));
      case NORM_SCALE, RUNNING_VARIANCE -> .5 + uniform;
      case NORM_SHIFT, RUNNING_MEAN, LINEAR_BIAS -> uniform - .5;
    };
  }

  private static ImageBatch images() {
    float[] pixels = new float[IMAGES * 32 * 32 * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) (uniform(IMAGE_RANGE, i) * 4 - 2);
    }
    return new ImageBatch(pixels, IMAGES, 32, 32);
  }

  /** A hash of the element's index in a tensor's own range, in [0, 1): murmur3's finaliser. */
  private static double uniform(int tensor, int element) {
    int hash = element + tensor * GOLDEN_RATIO;
    hash = (hash ^ (hash >>> 16)) * 0x85EBCA6B;
    hash = (hash ^ (hash >>> 13)) * 0xC2B2AE35;
    return ((hash ^ (hash >>> 16)) >>> 8) * 0x1p-24;
  }

  private static float[] flat(float[][] rows) {
    float[] flat = new float[rows.length * rows[0].length];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(rows[row], 0, flat, row * rows[row].length, rows[row].length);
    }
    return flat;
  }

  private static Safetensors.Content read() {
    try (InputStream file =
        Objects.requireNonNull(ResNetTest.class.getResourceAsStream("resnet-18.safetensors"))) {
      return Safetensors.read(file.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

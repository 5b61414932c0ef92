package org.prunescope.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.checkpoint.Tensor;
import org.prunescope.contract.network.Head;
import org.prunescope.contract.network.WideResNet;

class InitialisationTest {
  private final NetworkState paper =
      NetworkState.initial(new WideResNet(16, 2), new Head.Classifier(10), 0);

  @Test
  void drawsConvolutionsByFanOut() {
    float[] weights = values("encoder.block3.layer.1.conv2.weight");

    double mean = doubles(weights).average().orElseThrow();
    double variance = doubles(weights).map(w -> w * w).average().orElseThrow();

    // 128 channels out, 3 x 3: sqrt(2 / 1152) = 0.041667; 147,456 values.
    assertThat(mean).isCloseTo(0, within(4e-4));
    assertThat(Math.sqrt(variance)).isCloseTo(0.041667, within(4e-4));
  }

  @Test
  void drawsTheClassifierWithinOneOverTheRootOfItsInputs() {
    float[] weights = values("fc.weight");

    double bound = 1 / Math.sqrt(128);
    assertThat(doubles(weights).map(Math::abs).max().orElseThrow()).isBetween(0.98 * bound, bound);
    assertThat(values("fc.bias")).containsOnly(0f);
  }

  @Test
  void drawsTheBiasesOfAProjectionAndOfALaterClassifierAsTheirWeights() {
    NetworkState projection =
        NetworkState.initial(new WideResNet(16, 2), new Head.Projection(400), 0);
    NetworkState probe = projection.atBeginningOf(1, new Head.Classifier(400), 0);

    double bound = 1 / Math.sqrt(128);
    for (Tensor bias :
        List.of(
            projection.content().tensor("head.0.bias"),
            projection.content().tensor("head.2.bias"),
            probe.content().tensor("fc.bias"))) {
      double[] values = doubles(bias.floats()).toArray();
      assertThat(Arrays.stream(values).max().orElseThrow()).isBetween(0.9 * bound, bound);
      assertThat(Arrays.stream(values).min().orElseThrow()).isBetween(-bound, -0.9 * bound);
    }
  }

  @Test
  void startsBatchNormalisationAsIdentity() {
    assertThat(values("encoder.bn1.weight")).containsOnly(1f);
    assertThat(values("encoder.bn1.bias")).containsOnly(0f);
    assertThat(values("encoder.bn1.running_mean")).containsOnly(0f);
    assertThat(values("encoder.bn1.running_var")).containsOnly(1f);
  }

  @Test
  void isAFunctionOfTheSeedAlone() {
    assertThat(Samples.bytes(Samples.network(3))).isEqualTo(Samples.bytes(Samples.network(3)));
    assertThat(Samples.bytes(Samples.network(3))).isNotEqualTo(Samples.bytes(Samples.network(4)));
  }

  @Test
  void drawsEachTensorFromItsOwnStream() {
    float[] first = values("encoder.block1.layer.1.conv1.weight");
    float[] second = values("encoder.block1.layer.1.conv2.weight");

    assertThat(first).hasSameSizeAs(second);
    assertThat(Arrays.equals(first, second)).isFalse();
  }

  private float[] values(String name) {
    return paper.content().tensor(name).floats();
  }

  private static java.util.stream.DoubleStream doubles(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]);
  }
}

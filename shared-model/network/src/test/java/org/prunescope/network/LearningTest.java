package org.prunescope.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.prunescope.contract.checkpoint.Safetensors;
import org.prunescope.contract.checkpoint.Tensor;
import org.prunescope.contract.network.Architecture;
import org.prunescope.contract.network.ParameterSpec;
import org.prunescope.contract.plan.Learning;

/** What each kind of learning trains, by which loss. */
class LearningTest {
  private static final Learning PROBE = new Learning.LinearProbe();
  private static final Learning SUPCON = new Learning.Contrastive(true, .5, .07, 12);
  private static final Learning SIMCLR = new Learning.Contrastive(false, .1, .1, 12);

  static Stream<Learning> all() {
    return Stream.of(Samples.SUPERVISED, PROBE, SUPCON, SIMCLR);
  }

  @Test
  void theProbeLeavesEveryTensorOfTheEncoderBitIdentical() {
    NetworkState before = Samples.unevenNetwork(4);

    NetworkState after = trained(before, PROBE, 0, 4);

    before
        .parameters()
        .forEach(
            (name, tensor) -> {
              if (name.startsWith(Architecture.ENCODER)) {
                assertThat(after.content().tensor(name)).as(name).isEqualTo(tensor);
              } else {
                assertThat(after.content().tensor(name)).as(name).isNotEqualTo(tensor);
              }
            });
    assertThat(after.momentum()).containsOnlyKeys("fc.weight", "fc.bias");
  }

  @Test
  void theProbeSeesWhatEvaluationSees() {
    NetworkState state = Samples.unevenNetwork(4);
    ImageBatch images = Samples.images(1, 6, 16);
    int[] labels = Samples.labels(1, 6);

    double expected = 0;
    try (EvaluationNetwork evaluation = EvaluationNetwork.load(state, 1)) {
      float[][] logits = evaluation.evaluate(images).logits();
      for (int i = 0; i < 6; i++) {
        double sum = 0;
        for (float logit : logits[i]) {
          sum += Math.exp(logit - logits[i][labels[i]]);
        }
        expected += Math.log(sum) / 6;
      }
    }

    try (TrainingNetwork network = TrainingNetwork.load(state, PROBE, Samples.PLAIN, 1)) {
      assertThat(network.step(images, labels, 0)).isCloseTo(expected, within(1e-5));
    }
  }

  @Test
  void allOfANetworkLearnsContrastively() {
    NetworkState before = network(SUPCON);

    NetworkState after = trained(before, SUPCON, 0, 2);

    assertThat(after.momentum().keySet())
        .containsExactlyInAnyOrderElementsOf(
            before.layout().stream()
                .filter(parameter -> parameter.kind().hasGradient())
                .map(ParameterSpec::name)
                .toList());
    assertThat(after.parameters().entrySet())
        .doesNotContainAnyElementsOf(before.parameters().entrySet());
  }

  @ParameterizedTest
  @MethodSource("all")
  void learnsABatchByHeart(Learning learning) {
    try (TrainingNetwork network =
        TrainingNetwork.load(network(learning), learning, Samples.PAPER, 1)) {
      double first = step(network, learning, 0);
      double last = first;
      for (int i = 0; i < 40; i++) {
        last = step(network, learning, 0);
      }

      assertThat(last).isLessThan(.8 * first);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void continuesFromItsStateBitByBit(Learning learning) {
    byte[] straight = Samples.bytes(trained(network(learning), learning, 0, 5));

    NetworkState half = trained(network(learning), learning, 0, 2);
    NetworkState loaded =
        NetworkState.of(
            Safetensors.read(Samples.bytes(half)), Samples.SMALL, learning.head(Samples.CLASSES));

    assertThat(Samples.bytes(trained(loaded, learning, 2, 5))).isEqualTo(straight);
  }

  @ParameterizedTest
  @MethodSource("all")
  void leavesNoArrayBehind(Learning learning) {
    try (TrainingNetwork network =
        TrainingNetwork.load(network(learning), learning, Samples.PAPER, 1)) {
      step(network, learning, 0);
      int afterFirst = network.liveArrays();
      step(network, learning, 1);
      step(network, learning, 2);

      assertThat(network.liveArrays()).isEqualTo(afterFirst);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "encoder.conv1.weight",
        "encoder.block2.layer.0.bn2.weight",
        "encoder.block3.layer.0.conv2.weight",
        "head.0.weight",
        "head.0.bias",
        "head.2.weight",
        "head.2.bias"
      })
  void theContrastiveGradientEqualsTheSlopeOfTheLoss(String name) {
    NetworkState state = network(SUPCON);
    float[] before = state.content().tensor(name).floats();
    float[] after = lossAndStateAfter(state, 1).state.content().tensor(name).floats();
    int steepest = 0;
    for (int i = 0; i < before.length; i++) {
      if (Math.abs(before[i] - after[i]) > Math.abs(before[steepest] - after[steepest])) {
        steepest = i;
      }
    }
    double gradient = before[steepest] - after[steepest];

    double distance = 1e-3;
    double rise =
        lossAndStateAfter(moved(state, name, steepest, distance), 0).loss
            - lossAndStateAfter(moved(state, name, steepest, -distance), 0).loss;

    assertThat(gradient).isCloseTo(rise / (2 * distance), within(.03 * Math.abs(gradient) + 2e-3));
  }

  @Test
  void refusesAHeadThatLearnsOtherwise() {
    NetworkState classifier = network(PROBE);
    NetworkState projection = network(SUPCON);
    Learning wider = new Learning.Contrastive(true, .5, .07, 13);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrainingNetwork.load(classifier, SUPCON, Samples.PAPER, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrainingNetwork.load(projection, PROBE, Samples.PAPER, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrainingNetwork.load(projection, wider, Samples.PAPER, 1));
  }

  @Test
  void refusesASingleViewWhereTwoAreLearnedFrom() {
    try (TrainingNetwork network =
        TrainingNetwork.load(network(SUPCON), SUPCON, Samples.PAPER, 1)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> network.step(Samples.images(0, 4, 8), Samples.labels(0, 4), .1))
          .withMessage("4 labels for 4 images of 2 views");
    }
  }

  private record LossAndState(double loss, NetworkState state) {}

  private static LossAndState lossAndStateAfter(NetworkState state, double learningRate) {
    try (TrainingNetwork network = TrainingNetwork.load(state, SUPCON, Samples.PLAIN, 1)) {
      double loss =
          network.step(Samples.images(0, 12, 8), new int[] {0, 1, 2, 0, 1, 2}, learningRate);
      return new LossAndState(loss, network.state());
    }
  }

  private static NetworkState moved(NetworkState state, String name, int index, double distance) {
    SortedMap<String, Tensor> parameters = new TreeMap<>(state.parameters());
    Tensor tensor = state.content().tensor(name);
    float[] values = tensor.floats();
    values[index] += (float) distance;
    parameters.put(name, Tensor.ofFloats(values, tensor.shape()));
    return new NetworkState(
        state.architecture(), state.head(), parameters, state.momentum(), state.masks());
  }

  private static NetworkState network(Learning learning) {
    return NetworkState.initial(Samples.SMALL, learning.head(Samples.CLASSES), 5);
  }

  private static NetworkState trained(
      NetworkState state, Learning learning, int fromStep, int toStep) {
    try (TrainingNetwork network = TrainingNetwork.load(state, learning, Samples.PAPER, 1)) {
      for (int step = fromStep; step < toStep; step++) {
        step(network, learning, step);
      }
      return network.state();
    }
  }

  /** The last batch of an epoch is smaller. */
  private static double step(TrainingNetwork network, Learning learning, int step) {
    int samples = step % 2 == 0 ? 8 : 5;
    return network.step(
        Samples.images(step, samples * learning.views(), 16), Samples.labels(step, samples), .05);
  }
}

package org.prunescope.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.prunescope.contract.checkpoint.Safetensors;
import org.prunescope.contract.checkpoint.Tensor;
import org.prunescope.contract.experiment.Optimiser;

class TrainingNetworkTest {
  @Test
  void learnsABatchByHeart() {
    ImageBatch images = Samples.images(0, 16, 16);
    int[] labels = Samples.labels(0, 16);
    try (TrainingNetwork network =
        TrainingNetwork.load(Samples.network(0), Samples.SUPERVISED, Samples.PAPER, 1)) {
      double first = network.step(images, labels, 0.05);
      double last = first;
      for (int i = 0; i < 40; i++) {
        last = network.step(images, labels, 0.05);
      }

      assertThat(first).isBetween(1.5, 4.0);
      assertThat(last).isLessThan(0.1);
    }
  }

  /** Any number may be kept between segments. */
  @Test
  void aNetworkThatRestsHoldsNoBatch() {
    BufferPoolMXBean direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .findAny()
            .orElseThrow();
    ImageBatch images = Samples.images(0, 64, 16);
    int batchBytes = Float.BYTES * images.pixels().length;
    List<TrainingNetwork> resting = new ArrayList<>();
    try {
      long afterTheFirst = 0;
      for (int i = 0; i < 5; i++) {
        TrainingNetwork network =
            TrainingNetwork.load(Samples.network(0), Samples.SUPERVISED, Samples.PLAIN, 1);
        resting.add(network);
        network.step(images, Samples.labels(0, 64), 0.05);
        afterTheFirst = i == 0 ? direct.getMemoryUsed() : afterTheFirst;
      }

      assertThat(direct.getMemoryUsed()).isLessThan(afterTheFirst + batchBytes);
    } finally {
      resting.forEach(TrainingNetwork::close);
    }
  }

  @ParameterizedTest
  @EnumSource(MemoryLayout.class)
  void lossOfAClassifierWithoutWeightsIsTheLogarithmOfTheNumberOfClasses(MemoryLayout layout) {
    NetworkState blind = with(Samples.network(0), "fc.weight", new float[640]);

    try (TrainingNetwork network =
        TrainingNetwork.load(blind, Samples.SUPERVISED, Samples.PLAIN, 1, layout)) {
      double loss = network.step(Samples.images(0, 4, 8), new int[] {0, 1, 2, 3}, 0);

      assertThat(loss).isCloseTo(Math.log(10), within(1e-6));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "encoder.conv1.weight",
        "encoder.block1.layer.0.bn1.weight",
        "encoder.block1.layer.0.bn2.bias",
        "encoder.block2.layer.0.conv1.weight",
        "encoder.block2.layer.0.convShortcut.weight",
        "encoder.block3.layer.0.conv2.weight",
        "encoder.bn1.bias",
        "fc.weight",
        "fc.bias"
      })
  void gradientEqualsTheSlopeOfTheLoss(String name) {
    NetworkState state = Samples.unevenNetwork(1);
    float[] before = state.content().tensor(name).floats();
    float[] after = afterOneStep(state).content().tensor(name).floats();
    int steepest = 0;
    for (int i = 0; i < before.length; i++) {
      if (Math.abs(before[i] - after[i]) > Math.abs(before[steepest] - after[steepest])) {
        steepest = i;
      }
    }
    double gradient = before[steepest] - after[steepest];

    double distance = 4e-3;
    double slope =
        (lossWith(state, name, steepest, distance) - lossWith(state, name, steepest, -distance))
            / (2 * distance);

    assertThat(gradient).isCloseTo(slope, within(0.03 * Math.abs(slope) + 5e-4));
  }

  @Test
  void movesRunningStatisticsByATenthTowardsTheBatch() {
    NetworkState state = Samples.network(0);
    float[] mean = new float[16];
    ImageBatch images = Samples.images(0, 8, 8);

    NetworkState after;
    float[][] stem;
    try (TrainingNetwork network =
            TrainingNetwork.load(state, Samples.SUPERVISED, Samples.PLAIN, 1);
        EvaluationNetwork evaluation = EvaluationNetwork.load(state, 1)) {
      network.step(images, Samples.labels(0, 8), 0);
      after = network.state();
      stem = evaluation.evaluateWithTaps(images).taps().getFirst();
    }
    for (float[] sample : stem) {
      for (int channel = 0; channel < 16; channel++) {
        mean[channel] += 0.1f * sample[channel] / stem.length;
      }
    }

    assertThat(after.content().tensor("encoder.block1.layer.0.bn1.running_mean").floats())
        .containsExactly(mean, within(1e-6f));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void continuesFromItsStateBitByBit(boolean nesterov) {
    Optimiser optimiser = new Optimiser(0.9, 5e-4, nesterov, 0);
    byte[] straight = Samples.bytes(trained(Samples.network(5), optimiser, 0, 5));

    NetworkState half = trained(Samples.network(5), optimiser, 0, 2);
    Safetensors.Content stored = Safetensors.read(Samples.bytes(half));
    NetworkState loaded = NetworkState.of(stored, Samples.SMALL, Samples.HEAD);
    byte[] resumed = Samples.bytes(trained(loaded, optimiser, 2, 5));

    assertThat(resumed).isEqualTo(straight);
  }

  @Test
  void readingTheStateChangesNothing() {
    byte[] unread = Samples.bytes(trained(Samples.network(5), Samples.PAPER, 0, 3));

    try (TrainingNetwork network =
        TrainingNetwork.load(Samples.network(5), Samples.SUPERVISED, Samples.PAPER, 1)) {
      for (int step = 0; step < 3; step++) {
        byte[] once = Samples.bytes(network.state());
        assertThat(Samples.bytes(network.state())).isEqualTo(once);
        step(network, step);
      }

      assertThat(Samples.bytes(network.state())).isEqualTo(unread);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "1, 2, 1"})
  void sideBySideComputesTheSameBitsAsAlone(int first, int second, int third) throws Exception {
    int[] threads = {first, second, third};
    List<byte[]> alone = new ArrayList<>();
    for (int seed = 0; seed < 3; seed++) {
      alone.add(trainedFromSeed(seed, threads[seed]));
    }

    try (ExecutorService executor = Executors.newFixedThreadPool(3)) {
      List<Future<byte[]>> together = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        int seed = i;
        together.add(executor.submit(() -> trainedFromSeed(seed, threads[seed])));
      }
      for (int seed = 0; seed < 3; seed++) {
        assertThat(together.get(seed).get()).isEqualTo(alone.get(seed));
      }
    }
  }

  @Test
  void keepsPrunedWeightsAndTheirMomentumAtPositiveZero() {
    String name = "encoder.block2.layer.0.conv1.weight";
    NetworkState state = Samples.network(2);
    float[] weights = state.content().tensor(name).floats();
    byte[] mask = new byte[weights.length];
    for (int i = 0; i < weights.length; i++) {
      mask[i] = (byte) (i % 3 == 0 ? 1 : 0);
      weights[i] *= mask[i];
    }
    SortedMap<String, Tensor> masks = new TreeMap<>();
    masks.put(name, Tensor.ofBytes(mask, state.content().tensor(name).shape()));
    SortedMap<String, Tensor> parameters = new TreeMap<>(with(state, name, weights).parameters());
    NetworkState pruned =
        new NetworkState(state.architecture(), state.head(), parameters, state.momentum(), masks);

    NetworkState after = trained(pruned, Samples.PAPER, 0, 3);

    float[] trained = after.content().tensor(name).floats();
    float[] momentum = after.content().tensor("momentum." + name).floats();
    for (int i = 0; i < mask.length; i++) {
      if (mask[i] == 0) {
        assertThat(Float.floatToRawIntBits(trained[i])).isZero();
        assertThat(Float.floatToRawIntBits(momentum[i])).isZero();
      } else {
        assertThat(trained[i]).isNotEqualTo(weights[i]);
      }
    }
    assertThat(after.masks()).isEqualTo(masks);
  }

  @Test
  void bothMemoryLayoutsLearnTheSame() {
    NetworkState state = Samples.network(0);
    try (TrainingNetwork fast =
            TrainingNetwork.load(
                state, Samples.SUPERVISED, Samples.PAPER, 1, MemoryLayout.CHANNELS_LAST);
        TrainingNetwork precise =
            TrainingNetwork.load(
                state, Samples.SUPERVISED, Samples.PAPER, 1, MemoryLayout.CONTIGUOUS)) {
      step(fast, 0);
      step(precise, 0);
      Safetensors.Content expected = precise.state().content();

      fast.state()
          .parameters()
          .forEach(
              (name, tensor) ->
                  assertThat(tensor.floats())
                      .as(name)
                      .containsExactly(expected.tensor(name).floats(), within(1e-4f)));
    }
  }

  @Test
  void leavesNoArrayBehind() {
    try (TrainingNetwork network =
        TrainingNetwork.load(Samples.network(0), Samples.SUPERVISED, Samples.PAPER, 1)) {
      step(network, 0);
      int afterFirst = network.liveArrays();
      for (int step = 1; step < 5; step++) {
        step(network, step);
      }

      assertThat(network.liveArrays()).isEqualTo(afterFirst);
    }
  }

  @Test
  void saysThatTrainingDiverged() {
    try (TrainingNetwork network =
        TrainingNetwork.load(Samples.network(0), Samples.SUPERVISED, Samples.PAPER, 1)) {
      step(network, 0, 1e30);
      double loss = step(network, 1, 1e30);

      assertThat(loss).isNaN();
    }
  }

  @Test
  void refusesLabelsThatTheClassifierDoesNotKnow() {
    ImageBatch images = Samples.images(0, 2, 8);
    try (TrainingNetwork network =
        TrainingNetwork.load(Samples.network(0), Samples.SUPERVISED, Samples.PAPER, 1)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> network.step(images, new int[] {0, 10}, 0.1));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> network.step(images, new int[] {0}, 0.1));
    }
  }

  private static byte[] trainedFromSeed(int seed, int threads) {
    return Samples.bytes(trained(Samples.network(seed), Samples.PAPER, 0, 4, threads));
  }

  private static NetworkState trained(
      NetworkState state, Optimiser optimiser, int fromStep, int toStep) {
    return trained(state, optimiser, fromStep, toStep, 1);
  }

  private static NetworkState trained(
      NetworkState state, Optimiser optimiser, int fromStep, int toStep, int threads) {
    try (TrainingNetwork network =
        TrainingNetwork.load(state, Samples.SUPERVISED, optimiser, threads)) {
      for (int step = fromStep; step < toStep; step++) {
        step(network, step);
      }
      return network.state();
    }
  }

  private static void step(TrainingNetwork network, int step) {
    step(network, step, 0.1);
  }

  /** The last batch of an epoch is smaller. */
  private static double step(TrainingNetwork network, int step, double learningRate) {
    int count = step % 2 == 0 ? 8 : 5;
    return network.step(Samples.images(step, count, 16), Samples.labels(step, count), learningRate);
  }

  private static NetworkState afterOneStep(NetworkState state) {
    try (TrainingNetwork network =
        TrainingNetwork.load(state, Samples.SUPERVISED, Samples.PLAIN, 1)) {
      network.step(Samples.images(0, 4, 8), Samples.labels(0, 4), 1);
      return network.state();
    }
  }

  private static double lossWith(NetworkState state, String name, int index, double change) {
    float[] values = state.content().tensor(name).floats();
    values[index] += (float) change;
    try (TrainingNetwork network =
        TrainingNetwork.load(with(state, name, values), Samples.SUPERVISED, Samples.PLAIN, 1)) {
      return network.step(Samples.images(0, 4, 8), Samples.labels(0, 4), 0);
    }
  }

  private static NetworkState with(NetworkState state, String name, float[] values) {
    SortedMap<String, Tensor> parameters = new TreeMap<>(state.parameters());
    int[] shape = state.content().tensor(name).shape();
    parameters.put(name, Tensor.ofFloats(Arrays.copyOf(values, values.length), shape));
    return new NetworkState(
        state.architecture(), state.head(), parameters, state.momentum(), state.masks());
  }
}

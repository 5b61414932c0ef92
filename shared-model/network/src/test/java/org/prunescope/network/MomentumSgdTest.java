package org.prunescope.network;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.checkpoint.Tensor;
import org.prunescope.contract.experiment.Optimiser;

/** One weight that begins at 1, gradient 0.5 at both updates, learning rate 0.1; by hand. */
class MomentumSgdTest {
  @Test
  void descendsWithoutMomentum() {
    // 1 - 0.1 (0.5 + 0.1 x 1) = 0.94; 0.94 - 0.1 (0.5 + 0.094) = 0.8806
    assertThat(trained(new Optimiser(0, 0.1, false, 0)).weight).isCloseTo(0.8806f, within(1e-6f));
  }

  @Test
  void keepsNoBufferWithoutMomentum() {
    assertThat(trained(new Optimiser(0, 0.1, false, 0)).buffers).isZero();
  }

  @Test
  void accumulatesMomentumWithoutTheLearningRate() {
    // b = 0.6, w = 0.94; b = 0.54 + 0.594 = 1.134, w = 0.94 - 0.1134
    Trained trained = trained(new Optimiser(0.9, 0.1, false, 0));

    assertThat(trained.momentum).isCloseTo(1.134f, within(1e-6f));
    assertThat(trained.weight).isCloseTo(0.8266f, within(1e-6f));
  }

  @Test
  void doesNotDampenTheFirstGradient() {
    // b = 0.6, w = 0.94; b = 0.54 + 0.5 x 0.594 = 0.837, w = 0.94 - 0.0837
    Trained trained = trained(new Optimiser(0.9, 0.1, false, 0.5));

    assertThat(trained.momentum).isCloseTo(0.837f, within(1e-6f));
    assertThat(trained.weight).isCloseTo(0.8563f, within(1e-6f));
  }

  @Test
  void looksAheadWithNesterov() {
    // b = 0.6, w = 1 - 0.1 (0.6 + 0.54) = 0.886; g = 0.5886, b = 0.54 + 0.5886 = 1.1286,
    // w = 0.886 - 0.1 (0.5886 + 1.01574)
    Trained trained = trained(new Optimiser(0.9, 0.1, true, 0));

    assertThat(trained.momentum).isCloseTo(1.1286f, within(1e-6f));
    assertThat(trained.weight).isCloseTo(0.725566f, within(1e-6f));
  }

  @Test
  void leavesPrunedWeightsAndTheirMomentumAtPositiveZero() {
    try (PtNDManager manager = Libtorch.newManager()) {
      ArrayLoader loader = new ArrayLoader(manager, MemoryLayout.CHANNELS_LAST);
      PtNDArray weights = floats(loader, 0, 0, 1);
      PtNDArray mask = loader.mask(Tensor.ofBytes(new byte[] {0, 0, 1}, 3));
      MomentumSgd sgd =
          new MomentumSgd(new Optimiser(0.9, 0.1, false, 0), loader, Map.of(), Map.of("w", mask));

      PtNDArray rate = loader.scalar(0.1);
      sgd.update("w", weights, floats(loader, -3, 3, 0.5f), rate);
      float[] momentum = requireNonNull(sgd.buffers().get("w")).toFloatArray();

      // Comparison of bits: -0.0 is not +0.0.
      assertThat(weights.toFloatArray()).containsExactly(0f, 0f, 0.94f);
      assertThat(momentum).containsExactly(0f, 0f, 0.6f);
      assertThat(Float.floatToRawIntBits(weights.toFloatArray()[0])).isZero();
      assertThat(Float.floatToRawIntBits(weights.toFloatArray()[1])).isZero();
      assertThat(Float.floatToRawIntBits(momentum[0])).isZero();
      assertThat(Float.floatToRawIntBits(momentum[1])).isZero();
    }
  }

  private record Trained(float weight, float momentum, int buffers) {}

  private static Trained trained(Optimiser settings) {
    try (PtNDManager manager = Libtorch.newManager()) {
      ArrayLoader loader = new ArrayLoader(manager, MemoryLayout.CHANNELS_LAST);
      MomentumSgd sgd = new MomentumSgd(settings, loader, Map.of(), Map.of());
      PtNDArray weight = floats(loader, 1);
      PtNDArray rate = loader.scalar(0.1);
      sgd.update("w", weight, floats(loader, 0.5f), rate);
      sgd.update("w", weight, floats(loader, 0.5f), rate);
      Map<String, PtNDArray> buffers = sgd.buffers();
      PtNDArray buffer = buffers.get("w");
      float momentum = buffer == null ? Float.NaN : buffer.getFloat();
      return new Trained(weight.getFloat(), momentum, buffers.size());
    }
  }

  private static PtNDArray floats(ArrayLoader loader, float... values) {
    return loader.floats(Tensor.ofFloats(values, values.length));
  }
}

package org.prunescope.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.network.Head;
import org.prunescope.contract.network.Tap;
import org.prunescope.contract.network.WideResNet;

class EvaluationNetworkTest {
  @Test
  void equalsPlainLoopsInDoublePrecision() {
    NetworkState state = Samples.unevenNetwork(7);
    ImageBatch images = Samples.images(7, 2, 8);

    try (EvaluationNetwork network = EvaluationNetwork.load(state, 1)) {
      Evaluation evaluation = network.evaluateWithTaps(images);

      for (int i = 0; i < 2; i++) {
        ReferenceNetwork reference = new ReferenceNetwork(state, Samples.SMALL, images, i);
        assertClose(evaluation.logits()[i], reference.logits());
        assertClose(evaluation.latent()[i], reference.latent());
        assertThat(evaluation.taps()).hasSameSizeAs(reference.taps());
        for (int tap = 0; tap < reference.taps().size(); tap++) {
          assertClose(evaluation.taps().get(tap)[i], reference.taps().get(tap));
        }
      }
    }
  }

  @Test
  void tapsWhereTheArchitectureSays() {
    WideResNet paper = new WideResNet(16, 2);
    ImageBatch images = Samples.images(0, 3, 32);

    try (EvaluationNetwork network =
        EvaluationNetwork.load(NetworkState.initial(paper, new Head.Classifier(10), 0), 1)) {
      Evaluation evaluation = network.evaluateWithTaps(images);

      assertThat(evaluation.taps().stream().map(tap -> tap[2].length).toList())
          .isEqualTo(paper.taps().stream().map(Tap::width).toList());
      assertThat(network.evaluate(images).taps()).isEmpty();
      assertThat(network.evaluate(images).logits()).isDeepEqualTo(evaluation.logits());
    }
  }

  @Test
  void anImagesOutputsDoNotDependOnItsBatch() {
    ImageBatch both = Samples.images(0, 2, 16);
    ImageBatch first =
        new ImageBatch(Arrays.copyOf(both.pixels(), both.pixels().length / 2), 1, 16, 16);

    try (EvaluationNetwork network = EvaluationNetwork.load(Samples.unevenNetwork(0), 1)) {
      assertThat(network.evaluate(first).logits()[0])
          .containsExactly(network.evaluate(both).logits()[0], within(1e-5f));
    }
  }

  @Test
  void leavesNoArrayBehind() {
    try (EvaluationNetwork network = EvaluationNetwork.load(Samples.network(0), 1)) {
      int before = network.liveArrays();

      network.evaluateWithTaps(Samples.images(0, 2, 8));

      assertThat(network.liveArrays()).isEqualTo(before);
    }
  }

  private static void assertClose(float[] actual, double[] expected) {
    float[] rounded = new float[expected.length];
    for (int i = 0; i < expected.length; i++) {
      rounded[i] = (float) expected[i];
    }
    assertThat(actual).containsExactly(rounded, within(2e-5f));
  }
}

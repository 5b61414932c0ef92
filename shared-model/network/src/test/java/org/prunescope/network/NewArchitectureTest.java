package org.prunescope.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.prunescope.contract.checkpoint.Safetensors;
import org.prunescope.contract.checkpoint.Tensor;
import org.prunescope.contract.network.Activation;
import org.prunescope.contract.network.Architecture;
import org.prunescope.contract.network.Head;
import org.prunescope.contract.network.Layers;
import org.prunescope.contract.network.ParameterSpec;
import org.prunescope.contract.network.Tap;
import org.prunescope.contract.plan.Learning;

/**
 * A family of networks that only this test knows: nothing but its layers and its name is needed.
 */
class NewArchitectureTest {
  private static final Plain NETWORK = new Plain(2, 4);
  private static final Head HEAD = new Head.Classifier(Samples.CLASSES);

  /** Convolutions one after the other, the resolution halved by each but the first. */
  record Plain(int depth, int width) implements Architecture {
    @Override
    public String displayName() {
      return "Plain-%d-%d".formatted(depth, width);
    }

    @Override
    public Activation encode(Activation images, Layers layers) {
      Activation features = images;
      for (int i = 0; i < depth; i++) {
        features = layers.convolution(features, "conv" + i, width << i, 3, i == 0 ? 1 : 2);
        layers.tap(features, "conv" + i);
        features = layers.relu(layers.norm(features, "bn" + i));
      }
      return layers.average(features);
    }
  }

  @Test
  void itsTensorsTapsAndCostFollowFromItsLayers() {
    assertThat(NETWORK.encoder().stream().map(spec -> spec.name() + " " + spec.shape()))
        .containsExactly(
            "encoder.conv0.weight [4, 3, 3, 3]",
            "encoder.bn0.weight [4]",
            "encoder.bn0.bias [4]",
            "encoder.bn0.running_mean [4]",
            "encoder.bn0.running_var [4]",
            "encoder.conv1.weight [8, 4, 3, 3]",
            "encoder.bn1.weight [8]",
            "encoder.bn1.bias [8]",
            "encoder.bn1.running_mean [8]",
            "encoder.bn1.running_var [8]");
    assertThat(NETWORK.latentWidth()).isEqualTo(8);
    assertThat(NETWORK.taps()).containsExactly(new Tap("conv0", 4), new Tap("conv1", 8));
    assertThat(NETWORK.multiplyAdds()).isEqualTo(32 * 32 * 27 * 4 + 16 * 16 * 36 * 8);
    assertThat(NETWORK.parameters(HEAD).stream().map(ParameterSpec::name))
        .endsWith("fc.weight", "fc.bias");
  }

  /**
   * An image of one colour c, a weight of w on the middle of the red channel: all pixels are w c.
   */
  @Test
  void computesWhatItsLayersSay() {
    Plain one = new Plain(1, 2);
    NetworkState initial = NetworkState.initial(one, HEAD, 0);
    float[] weight = new float[2 * 27];
    weight[4] = 3;
    weight[27 + 4] = -3;
    TreeMap<String, Tensor> parameters = new TreeMap<>(initial.parameters());
    parameters.put("encoder.conv0.weight", Tensor.ofFloats(weight, 2, 3, 3, 3));
    NetworkState state =
        new NetworkState(one, HEAD, parameters, initial.momentum(), initial.masks());
    float[] pixels = new float[3 * 8 * 8];
    Arrays.fill(pixels, 0.5f);

    try (EvaluationNetwork network = EvaluationNetwork.load(state, 1)) {
      Evaluation evaluation = network.evaluateWithTaps(new ImageBatch(pixels, 1, 8, 8));

      assertThat(evaluation.taps()).hasSize(1);
      assertThat(evaluation.taps().getFirst()[0]).containsExactly(1.5f, -1.5f);
      // Running mean 0 and variance 1: normalisation divides by sqrt(1 + 1e-5); then relu.
      assertThat(evaluation.latent()[0][0]).isCloseTo(1.4999925f, within(1e-6f));
      assertThat(evaluation.latent()[0][1]).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void learnsByEveryLearningAndLeavesNoArrayBehind(boolean contrastive) {
    Learning learning =
        contrastive ? new Learning.Contrastive(true, 0.5, 0.5, 8) : new Learning.CrossEntropy();
    NetworkState state = NetworkState.initial(NETWORK, learning.head(Samples.CLASSES), 1);
    int views = learning.views();
    int[] labels = {0, 1, 2, 0};

    try (TrainingNetwork network = TrainingNetwork.load(state, learning, Samples.PAPER, 1)) {
      double first = network.step(Samples.images(0, 4 * views, 8), labels, 0.05);
      int alive = network.liveArrays();
      double last = first;
      for (int step = 0; step < 20; step++) {
        last = network.step(Samples.images(0, 4 * views, 8), labels, 0.05);
      }

      assertThat(last).isLessThan(first);
      assertThat(network.liveArrays()).isEqualTo(alive);
      assertThat(
              NetworkState.of(
                  Safetensors.read(Samples.bytes(network.state())),
                  NETWORK,
                  learning.head(Samples.CLASSES)))
          .isNotEqualTo(state);
    }
  }

  @Test
  void isReadAndWrittenByItsName() throws Exception {
    JsonMapper mapper = JsonMapper.builder().build();
    mapper.registerSubtypes(new NamedType(Plain.class, "plain"));

    String json = mapper.writerFor(Architecture.class).writeValueAsString(NETWORK);

    assertThat(mapper.readTree(json))
        .isEqualTo(mapper.readTree("{\"family\":\"plain\",\"depth\":2,\"width\":4}"));
    assertThat(mapper.readValue(json, Architecture.class)).isEqualTo(NETWORK);
  }

  /** What the way back needs would be lost otherwise. */
  @Test
  void refusesToOverwriteWhatIsStillNeeded() {
    record Wrong(boolean addsToRelu) implements Architecture {
      @Override
      public String displayName() {
        return "wrong";
      }

      @Override
      public Activation encode(Activation images, Layers layers) {
        Activation convolved = layers.convolution(images, "conv", 3, 3, 1);
        Activation normalised = layers.norm(convolved, "bn");
        return layers.average(
            addsToRelu
                ? layers.add(layers.relu(normalised), convolved)
                : layers.add(convolved, normalised));
      }
    }
    for (boolean addsToRelu : List.of(true, false)) {
      assertThatThrownBy(() -> new Wrong(addsToRelu).encoder())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageEndingWith("is needed, and cannot be overwritten");
    }
  }
}

package org.prunescope.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.pytorch.engine.PtNDArray;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import java.util.Arrays;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.checkpoint.Tensor;
import org.prunescope.contract.experiment.Optimiser;
import org.prunescope.contract.experiment.Precision;
import org.prunescope.contract.network.Head;
import org.prunescope.contract.plan.Learning;
import org.prunescope.contract.plan.Part;

/**
 * A way of learning that only this test knows: what the plan says of it, and how its loss is
 * computed.
 */
class NewLossTest {
  private static final Learning LEARNING = new SquaredError();
  private static final int[] LABELS = {0, 0, 1, 2};

  record SquaredError() implements Learning {
    @Override
    public String text() {
      return "squared-error";
    }

    @Override
    public Head head(int classes) {
      return new Head.Classifier(classes);
    }

    @Override
    public int views() {
      return 1;
    }

    @Override
    public Part newPart() {
      return Part.NETWORK;
    }
  }

  /** The mean of (logit - 1 where it is the label's)^2 over images and classes. */
  static final class SquaredErrorLoss implements Loss {
    @Override
    public Recorded of(Batch batch) {
      ForwardPass pass = batch.pass(ForwardPass.Normalisation.BATCH);
      PtNDArray logits =
          Libtorch.recordingGradients(
              () -> {
                try (PtNDArray latent = pass.latent(batch.images())) {
                  return pass.classifier(latent);
                }
              });
      float[] errors = logits.toFloatArray();
      int classes = errors.length / batch.labels().length;
      for (int i = 0; i < batch.labels().length; i++) {
        errors[i * classes + batch.labels()[i]] -= 1;
      }
      double sum = 0;
      float[] gradient = new float[errors.length];
      for (int i = 0; i < errors.length; i++) {
        sum += (double) errors[i] * errors[i];
        gradient[i] = 2 * errors[i] / errors.length;
      }
      Tensor slope = Tensor.ofFloats(gradient, batch.labels().length, classes);
      return new Recorded(sum / errors.length, logits, batch.loader().floats(slope));
    }
  }

  /**
   * Of 10 classes and logits 0 the loss is 1/10, and the bias of a class with m of n images moves
   * by rate x 2 m / (10 n); the encoder stays, since nothing reaches it through weights of 0.
   */
  @Test
  void theStepIsTheOneWorkedOutByHand() {
    NetworkState before = withoutClassifier();

    try (TrainingNetwork network = load(before, Samples.PLAIN)) {
      double loss = network.step(Samples.images(3, LABELS.length, 8), LABELS, 0.5);

      assertThat(loss).isCloseTo(0.1, within(1e-7));
      NetworkState after = network.state();
      assertThat(after.content().tensor("fc.bias").floats())
          .containsExactly(new float[] {0.05f, 0.025f, 0.025f, 0, 0, 0, 0, 0, 0, 0}, within(1e-8f));
      assertThat(after.content().tensor("encoder.conv1.weight").floats())
          .isEqualTo(before.content().tensor("encoder.conv1.weight").floats());
    }
  }

  @Test
  void trainsTheWholeNetworkAndLeavesNoArrayBehind() {
    try (TrainingNetwork network = load(Samples.network(1), Samples.PAPER)) {
      ImageBatch images = Samples.images(3, LABELS.length, 8);
      double first = network.step(images, LABELS, 0.05);
      int alive = network.liveArrays();
      double last = first;
      for (int step = 0; step < 20; step++) {
        last = network.step(images, LABELS, 0.05);
      }

      assertThat(last).isLessThan(first / 2);
      assertThat(network.liveArrays()).isEqualTo(alive);
      assertThat(network.state().content().tensor("encoder.conv1.weight").floats())
          .isNotEqualTo(Samples.network(1).content().tensor("encoder.conv1.weight").floats());
    }
  }

  @Test
  void aLearningWithoutALineSaysSo() {
    assertThatThrownBy(() -> TrainingNetwork.load(Samples.network(0), LEARNING, Samples.PAPER, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no loss for SquaredError[]");
  }

  @Test
  void isReadAndWrittenByItsName() throws Exception {
    JsonMapper mapper = JsonMapper.builder().build();
    mapper.registerSubtypes(new NamedType(SquaredError.class, "squared-error"));

    String json = mapper.writerFor(Learning.class).writeValueAsString(LEARNING);

    assertThat(json).isEqualTo("{\"name\":\"squared-error\"}");
    assertThat(mapper.readValue(json, Learning.class)).isEqualTo(LEARNING);
  }

  private static NetworkState withoutClassifier() {
    NetworkState initial = Samples.network(0);
    TreeMap<String, Tensor> parameters = new TreeMap<>(initial.parameters());
    for (String name : new String[] {Head.Classifier.WEIGHT, Head.Classifier.BIAS}) {
      int[] shape = initial.content().tensor(name).shape();
      int size = Arrays.stream(shape).reduce(1, Math::multiplyExact);
      parameters.put(name, Tensor.ofFloats(new float[size], shape));
    }
    return new NetworkState(
        initial.architecture(), initial.head(), parameters, initial.momentum(), initial.masks());
  }

  private static TrainingNetwork load(NetworkState state, Optimiser optimiser) {
    return TrainingNetwork.load(
        state, LEARNING, new SquaredErrorLoss(), optimiser, Precision.FLOAT32, 1);
  }
}

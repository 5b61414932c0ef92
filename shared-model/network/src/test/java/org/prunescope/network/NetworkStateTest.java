package org.prunescope.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.checkpoint.CheckpointFormat;
import org.prunescope.contract.checkpoint.InvalidTensorFileException;
import org.prunescope.contract.checkpoint.Safetensors;
import org.prunescope.contract.checkpoint.Tensor;
import org.prunescope.contract.network.Head;
import org.prunescope.contract.network.WideResNet;

class NetworkStateTest {
  private static final Head PROJECTION = new Head.Projection(12);

  private final NetworkState state = Samples.network(0);

  @Test
  void survivesItsCheckpoint() {
    Map<String, Tensor> tensors = new TreeMap<>(state.content().tensors());
    tensors.put("momentum.fc.bias", Tensor.ofFloats(new float[10], 10));
    tensors.put("mask.fc.bias", Tensor.ofBytes(new byte[10], 10));
    byte[] file = Safetensors.write(new Safetensors.Content(CheckpointFormat.METADATA, tensors));

    NetworkState read = NetworkState.of(Safetensors.read(file), Samples.SMALL, Samples.HEAD);

    assertThat(read.momentum()).containsOnlyKeys("fc.bias");
    assertThat(read.masks()).containsOnlyKeys("fc.bias");
    assertThat(Samples.bytes(read)).isEqualTo(file);
  }

  @Test
  void refusesACheckpointOfAnotherArchitecture() {
    assertThatExceptionOfType(InvalidTensorFileException.class)
        .isThrownBy(() -> NetworkState.of(state.content(), new WideResNet(10, 2), Samples.HEAD))
        .withMessageContaining("encoder.block1.layer.0.convShortcut.weight");
  }

  @Test
  void refusesATensorThatItDoesNotKnow() {
    refuses("encoder.extra", Tensor.ofFloats(new float[1], 1), "unknown tensor encoder.extra");
    refuses(
        "momentum.encoder.bn1.running_mean",
        Tensor.ofFloats(new float[64], 64),
        "unknown tensor momentum.encoder.bn1.running_mean");
  }

  @Test
  void refusesAMaskOfAnotherType() {
    refuses("mask.fc.bias", Tensor.ofFloats(new float[10], 10), "mask.fc.bias is");
  }

  @Test
  void refusesAMaskThatHoldsAnythingButBits() {
    byte[] mask = new byte[10];
    mask[7] = 2;
    refuses("mask.fc.bias", Tensor.ofBytes(mask, 10), "the mask of fc.bias holds 2");
  }

  @Test
  void refusesAnIncompleteCheckpoint() {
    SortedMap<String, Tensor> tensors = new TreeMap<>(state.content().tensors());
    tensors.remove("fc.weight");

    assertThatExceptionOfType(InvalidTensorFileException.class)
        .isThrownBy(() -> read(tensors))
        .withMessage("no tensor named fc.weight");
  }

  @Test
  void refusesAnotherFormat() {
    Safetensors.Content content =
        new Safetensors.Content(Map.of("format_version", "2"), state.content().tensors());

    assertThatExceptionOfType(InvalidTensorFileException.class)
        .isThrownBy(() -> NetworkState.of(content, Samples.SMALL, Samples.HEAD));
  }

  @Test
  void aPhaseWithAnotherHeadKeepsTheEncoderWithItsMasksAndNothingElse() {
    NetworkState masked = trainedAndMasked("encoder.conv1.weight", "fc.weight");

    NetworkState next = masked.atBeginningOf(1, PROJECTION, 7);

    assertThat(next.head()).isEqualTo(PROJECTION);
    assertThat(next.momentum()).isEmpty();
    assertThat(next.masks()).containsOnlyKeys("encoder.conv1.weight");
    assertThat(next.masks().get("encoder.conv1.weight"))
        .isEqualTo(masked.masks().get("encoder.conv1.weight"));
    assertThat(encoder(next)).isEqualTo(encoder(masked));
  }

  @Test
  void aPhaseWithTheSameHeadKeepsAllButTheMomentum() {
    NetworkState masked = trainedAndMasked("encoder.conv1.weight", "fc.weight");

    NetworkState next = masked.atBeginningOf(2, Samples.HEAD, 7);

    assertThat(next.momentum()).isEmpty();
    assertThat(next.parameters()).isEqualTo(masked.parameters());
    assertThat(next.masks()).isEqualTo(masked.masks());
  }

  @Test
  void aLaterPhasesNewHeadIsAFunctionOfSeedAndPhaseAlone() {
    NetworkState first = Samples.network(0);
    NetworkState other = Samples.unevenNetwork(1);

    Map<String, Tensor> head = head(first.atBeginningOf(1, PROJECTION, 7));

    assertThat(head(other.atBeginningOf(1, PROJECTION, 7))).isEqualTo(head);
    assertThat(head(first.atBeginningOf(2, PROJECTION, 7)).values())
        .doesNotContainAnyElementsOf(head.values());
    assertThat(head(first.atBeginningOf(1, PROJECTION, 8)).values())
        .doesNotContainAnyElementsOf(head.values());
  }

  @Test
  void aClassifierAfterAProjectionIsNotTheOneOfTheFirstPhase() {
    NetworkState pretrained = NetworkState.initial(Samples.SMALL, PROJECTION, 7);

    NetworkState probe = pretrained.atBeginningOf(1, Samples.HEAD, 7);

    assertThat(head(probe)).containsOnlyKeys("fc.weight", "fc.bias");
    assertThat(head(probe).get("fc.weight"))
        .isNotEqualTo(head(Samples.network(7)).get("fc.weight"));
    assertThat(encoder(probe)).isEqualTo(encoder(Samples.network(7)));
  }

  @Test
  void noLaterPhaseIsTheFirstOne() {
    assertThatIllegalArgumentException().isThrownBy(() -> state.atBeginningOf(0, Samples.HEAD, 7));
  }

  private static Map<String, Tensor> encoder(NetworkState state) {
    Map<String, Tensor> encoder = new TreeMap<>(state.parameters());
    encoder.keySet().removeIf(name -> !name.startsWith("encoder."));
    return encoder;
  }

  private static Map<String, Tensor> head(NetworkState state) {
    Map<String, Tensor> head = new TreeMap<>(state.parameters());
    head.keySet().removeIf(name -> name.startsWith("encoder."));
    return head;
  }

  /** Every other weight of some tensors is masked, and all have momentum. */
  private static NetworkState trainedAndMasked(String... names) {
    NetworkState state = Samples.unevenNetwork(3);
    SortedMap<String, Tensor> masks = new TreeMap<>();
    for (String name : names) {
      Tensor tensor = state.content().tensor(name);
      byte[] mask = new byte[tensor.size()];
      for (int i = 0; i < mask.length; i += 2) {
        mask[i] = 1;
      }
      masks.put(name, Tensor.ofBytes(mask, tensor.shape()));
    }
    SortedMap<String, Tensor> momentum = new TreeMap<>(state.parameters());
    momentum.keySet().removeIf(name -> name.contains("running"));
    return new NetworkState(
        state.architecture(), state.head(), state.parameters(), momentum, masks);
  }

  private void refuses(String name, Tensor tensor, String message) {
    Map<String, Tensor> tensors = new TreeMap<>(state.content().tensors());
    tensors.put(name, tensor);

    assertThatExceptionOfType(InvalidTensorFileException.class)
        .isThrownBy(() -> read(tensors))
        .withMessageStartingWith(message);
  }

  private static NetworkState read(Map<String, Tensor> tensors) {
    return NetworkState.of(
        new Safetensors.Content(CheckpointFormat.METADATA, tensors), Samples.SMALL, Samples.HEAD);
  }
}

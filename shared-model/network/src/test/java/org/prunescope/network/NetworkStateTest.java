package org.prunescope.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.checkpoint.CheckpointFormat;
import org.prunescope.contract.checkpoint.InvalidTensorFileException;
import org.prunescope.contract.checkpoint.Safetensors;
import org.prunescope.contract.checkpoint.Tensor;
import org.prunescope.contract.network.WideResNet;

class NetworkStateTest {
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

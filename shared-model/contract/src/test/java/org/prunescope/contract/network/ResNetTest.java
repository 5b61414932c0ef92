package org.prunescope.contract.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.prunescope.contract.field.InvalidFieldException;

class ResNetTest {
  private final ResNet standard = new ResNet(18, 64);

  /**
   * By hand, with w = 64: stem 27w + 2w; group 1: 4 x 9w^2 + 8w; group g of c = 2w, 4w, 8w: 9/2 c^2
   * + 3 x 9c^2 + 1/2 c^2 + 10c; classifier 10 (8w + 1). That is 1,856 + 147,968 + 525,568 +
   * 2,099,712 + 8,393,728 + 5,130.
   */
  @Test
  void hasAsManyParametersAsWorkedOutByHand() {
    assertThat(trained(standard)).isEqualTo(11_173_962);
    assertThat(trained(new ResNet(34, 64))).isEqualTo(21_282_122);
  }

  @Test
  void listsTensorsAsTorchvisionDoes() {
    List<String> text =
        new ResNet(18, 8)
            .encoder().stream()
                .filter(parameter -> parameter.kind().hasGradient())
                .map(parameter -> parameter.name() + " " + parameter.shape())
                .toList();

    assertThat(text)
        .startsWith(
            "encoder.conv1.weight [8, 3, 3, 3]",
            "encoder.bn1.weight [8]",
            "encoder.bn1.bias [8]",
            "encoder.layer1.0.conv1.weight [8, 8, 3, 3]",
            "encoder.layer1.0.bn1.weight [8]",
            "encoder.layer1.0.bn1.bias [8]",
            "encoder.layer1.0.conv2.weight [8, 8, 3, 3]",
            "encoder.layer1.0.bn2.weight [8]",
            "encoder.layer1.0.bn2.bias [8]",
            "encoder.layer1.1.conv1.weight [8, 8, 3, 3]")
        .containsSubsequence(
            "encoder.layer2.0.conv1.weight [16, 8, 3, 3]",
            "encoder.layer2.0.bn1.weight [16]",
            "encoder.layer2.0.bn1.bias [16]",
            "encoder.layer2.0.conv2.weight [16, 16, 3, 3]",
            "encoder.layer2.0.bn2.weight [16]",
            "encoder.layer2.0.bn2.bias [16]",
            "encoder.layer2.0.downsample.0.weight [16, 8, 1, 1]",
            "encoder.layer2.0.downsample.1.weight [16]",
            "encoder.layer2.0.downsample.1.bias [16]",
            "encoder.layer2.1.conv1.weight [16, 16, 3, 3]")
        .endsWith(
            "encoder.layer4.1.conv2.weight [64, 64, 3, 3]",
            "encoder.layer4.1.bn2.weight [64]",
            "encoder.layer4.1.bn2.bias [64]")
        .hasSize(60)
        .doesNotHaveDuplicates();
  }

  @Test
  void hasBlocksByDepth() {
    assertThat(new ResNet(34, 8).blocks().stream().map(ResNet.Block::name).toList())
        .hasSize(3 + 4 + 6 + 3)
        .containsSubsequence(
            "layer1.2", "layer2.0", "layer2.3", "layer3.5", "layer4.0", "layer4.2");
    assertThat(standard.blocks().stream().filter(block -> !block.hasIdentity()).toList())
        .containsExactly(
            new ResNet.Block("layer2.0", 64, 128, 2),
            new ResNet.Block("layer3.0", 128, 256, 2),
            new ResNet.Block("layer4.0", 256, 512, 2));
  }

  /** Stem, two per block, and the sum of the blocks that keep their input as it is. */
  @Test
  void tapsStemBlocksAndSums() {
    assertThat(standard.taps()).hasSize(1 + 2 * 8 + 5).startsWith(new Tap("conv1", 64));
    assertThat(standard.taps().getLast()).isEqualTo(new Tap("layer4.1", 512));
    assertThat(standard.taps()).doesNotContain(new Tap("layer2.0", 128));
    assertThat(new ResNet(34, 64).taps()).hasSize(1 + 2 * 16 + 13);
  }

  /** By hand: stem at 32 pixels; groups at 32, 16, 8 and 4. */
  @Test
  void countsTheMultiplyAddsOfItsConvolutions() {
    long stem = 1024L * 27 * 64;
    long first = 1024L * 4 * 9 * 64 * 64;
    long second = 256L * (9 * 64 * 128 + 3 * 9 * 128 * 128 + 64 * 128);
    long third = 64L * (9 * 128 * 256 + 3 * 9 * 256 * 256 + 128 * 256);
    long fourth = 16L * (9 * 256 * 512 + 3 * 9 * 512 * 512 + 256 * 512);

    assertThat(standard.multiplyAdds())
        .isEqualTo(stem + first + second + third + fourth)
        .isEqualTo(555_417_600);
  }

  @Test
  void isReadFromItsJson() throws Exception {
    ObjectMapper json = new ObjectMapper();

    String text = json.writerFor(Architecture.class).writeValueAsString(standard);

    assertThat(json.readTree(text))
        .isEqualTo(json.readTree("{\"family\":\"resnet\",\"depth\":18,\"width\":64}"));
    assertThat(json.readValue(text, Architecture.class)).isEqualTo(standard);
  }

  @ParameterizedTest
  @CsvSource({"20, 64, depth", "50, 64, depth", "18, 7, width", "18, 129, width"})
  void refusesWhatItIsNot(int depth, int width, String field) {
    assertThatExceptionOfType(InvalidFieldException.class)
        .isThrownBy(() -> new ResNet(depth, width))
        .withMessageContaining(field);
  }

  private static int trained(ResNet network) {
    return network.parameters(new Head.Classifier(10)).stream()
        .filter(parameter -> parameter.kind().hasGradient())
        .mapToInt(ParameterSpec::size)
        .sum();
  }
}

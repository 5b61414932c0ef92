package org.prunescope.contract.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WideResNetTest {
  private final WideResNet paper = new WideResNet(16, 2);

  @Test
  void hasAsManyParametersAsThePaperSays() {
    int trained =
        paper.parameters(new Head.Classifier(10)).stream()
            .filter(parameter -> parameter.kind().hasGradient())
            .mapToInt(ParameterSpec::size)
            .sum();

    assertThat(trained).isEqualTo(691_674);
  }

  @Test
  void hasAsManyPrunableWeightsAsOneThresholdRanks() {
    int weights = 0;
    int biases = 0;
    for (ParameterSpec parameter : paper.parameters(new Head.Classifier(10))) {
      weights += parameter.kind().isWeight() ? parameter.size() : 0;
      biases += parameter.kind() == ParameterKind.LINEAR_BIAS ? parameter.size() : 0;
    }

    assertThat(weights + biases).isEqualTo(689_850);
  }

  @Test
  void listsTensorsInStateDictOrder() {
    List<String> names =
        paper.parameters(new Head.Classifier(10)).stream().map(ParameterSpec::name).toList();

    assertThat(names)
        .startsWith(
            "encoder.conv1.weight",
            "encoder.block1.layer.0.bn1.weight",
            "encoder.block1.layer.0.bn1.bias",
            "encoder.block1.layer.0.bn1.running_mean",
            "encoder.block1.layer.0.bn1.running_var",
            "encoder.block1.layer.0.conv1.weight")
        .containsSubsequence(
            "encoder.block1.layer.0.conv2.weight",
            "encoder.block1.layer.0.convShortcut.weight",
            "encoder.block1.layer.1.bn1.weight",
            "encoder.block2.layer.0.bn1.weight",
            "encoder.block3.layer.1.conv2.weight",
            "encoder.bn1.weight")
        .endsWith("encoder.bn1.running_var", "fc.weight", "fc.bias")
        .doesNotHaveDuplicates();
  }

  @Test
  void leavesOutTheShortcutWhereChannelsStay() {
    List<String> names = new WideResNet(10, 1).encoder().stream().map(ParameterSpec::name).toList();

    assertThat(names)
        .doesNotContain("encoder.block1.layer.0.convShortcut.weight")
        .contains("encoder.block2.layer.0.convShortcut.weight");
  }

  @Test
  void hasSixteenTapsForDepthSixteen() {
    assertThat(paper.taps()).hasSize(16);
    assertThat(paper.taps().stream().mapToInt(Tap::width).sum()).isEqualTo(1_136);
  }

  /** By hand: the stem, then conv1, conv2 and the shortcut of three blocks at 32, 16, 8 pixels. */
  @Test
  void countsTheMultiplyAddsOfItsConvolutions() {
    long stem = 1024L * 27 * 16;
    long first = 1024L * (9 * 16 * 16 + 9 * 16 * 16);
    long second = 256L * (9 * 16 * 32 + 9 * 32 * 32 + 16 * 32);
    long third = 64L * (9 * 32 * 64 + 9 * 64 * 64 + 32 * 64);

    assertThat(new WideResNet(10, 1).multiplyAdds())
        .isEqualTo(stem + first + second + third)
        .isEqualTo(12_500_992);
  }

  @Test
  void isReadFromItsJson() throws Exception {
    ObjectMapper json = new ObjectMapper();

    String text = json.writerFor(Architecture.class).writeValueAsString(paper);

    assertThat(json.readTree(text))
        .isEqualTo(json.readTree("{\"family\":\"wide-resnet\",\"depth\":16,\"widen\":2}"));
    assertThat(json.readValue(text, Architecture.class)).isEqualTo(paper);
  }

  @ParameterizedTest
  @ValueSource(ints = {-2, 4, 9, 11, 17, 106})
  void refusesDepthsThatAreNotSixTimesSomethingPlusFour(int depth) {
    assertThatIllegalArgumentException().isThrownBy(() -> new WideResNet(depth, 2));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 17})
  void refusesWideningOutOfRange(int widen) {
    assertThatIllegalArgumentException().isThrownBy(() -> new WideResNet(16, widen));
  }
}

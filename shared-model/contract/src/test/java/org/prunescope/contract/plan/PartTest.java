package org.prunescope.contract.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.network.Architecture;
import org.prunescope.contract.network.Head;
import org.prunescope.contract.network.ParameterSpec;
import org.prunescope.contract.network.WideResNet;

/** Which tensors masks rank, on WRN-16-2 with ten classes. */
class PartTest {
  private static final Architecture NETWORK = new WideResNet(16, 2);
  private static final Head CLASSIFIER = new Head.Classifier(10);
  private static final Head PROJECTION = new Head.Projection(128);

  @Test
  void theNetworksWeightsAreItsConvolutionsAndItsClassifier() {
    assertThat(size(Part.NETWORK, CLASSIFIER, false)).isEqualTo(689_840);
    assertThat(size(Part.NETWORK, CLASSIFIER, true)).isEqualTo(689_850);
    assertThat(size(Part.ENCODER, CLASSIFIER, true)).isEqualTo(689_840 - 1_280);
    assertThat(size(Part.CLASSIFIER, CLASSIFIER, false)).isEqualTo(1_280);
    assertThat(size(Part.CLASSIFIER, CLASSIFIER, true)).isEqualTo(1_290);
  }

  @Test
  void aProjectionIsInNoPart() {
    for (Part part : Part.values()) {
      assertThat(ranked(part, PROJECTION, true))
          .noneMatch(parameter -> parameter.name().startsWith("head."));
    }
    assertThat(size(Part.ENCODER, PROJECTION, true)).isEqualTo(689_840 - 1_280);
    assertThat(size(Part.CLASSIFIER, PROJECTION, true)).isZero();
  }

  @Test
  void theProjectionHasPyTorchsNamesAndShapes() {
    assertThat(NETWORK.parameters(PROJECTION).stream().skip(NETWORK.encoder().size()))
        .extracting(ParameterSpec::name, ParameterSpec::shape)
        .containsExactly(
            tuple("head.0.weight", List.of(128, 128)),
            tuple("head.0.bias", List.of(128)),
            tuple("head.2.weight", List.of(128, 128)),
            tuple("head.2.bias", List.of(128)));
  }

  private static long size(Part part, Head head, boolean includeBias) {
    return ranked(part, head, includeBias).stream().mapToLong(ParameterSpec::size).sum();
  }

  private static List<ParameterSpec> ranked(Part part, Head head, boolean includeBias) {
    return NETWORK.parameters(head).stream()
        .filter(parameter -> part.ranks(parameter, includeBias))
        .toList();
  }
}

package org.prunescope.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OverlaysTest {
  private static final Path OVERLAYS = Checkout.ROOT.resolve("k8s/overlays");

  static List<String> overlays() throws IOException {
    try (Stream<Path> folders = Files.list(OVERLAYS)) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void agreeWithTheirApisAndTheCode(String overlay) throws IOException, InterruptedException {
    assertThat(Overlay.complaints(OVERLAYS.resolve(overlay))).isEmpty();
  }

  /** As k8s/README.md says how to. */
  @Test
  void componentsGoTogether(@TempDir Path folder) throws IOException, InterruptedException {
    String autoscale = Checkout.text("k8s/overlays/autoscale/kustomization.yaml");
    Copy.of(Checkout.ROOT.resolve("k8s"), folder);
    Path both = folder.resolve("overlays/autoscale");
    Files.writeString(both.resolve("kustomization.yaml"), autoscale + "  - ../../components/gpu\n");

    // Two runs share a GPU, so KEDA must be told that a trainer takes two segments.
    assertThat(Overlay.complaints(both))
        .containsExactly("ScaledObject/trainer: it says \"1\" instead of 2");
  }
}

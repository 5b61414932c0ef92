package org.prunescope.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OverlaysTest {
  private static final Path OVERLAYS = Checkout.ROOT.resolve("k8s/overlays");

  private static final Pattern KUSTOMIZATION =
      Pattern.compile("```yaml\n( *apiVersion: kustomize.*?) *```", Pattern.DOTALL);

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

  /** By the kustomization that k8s/README.md shows, over each overlay that it is for. */
  @ParameterizedTest
  @CsvSource({"autoscale, ''", "gpu, -gpu"})
  void everyImageTakesItsOwnName(String overlay, String suffix, @TempDir Path folder)
      throws Exception {
    Matcher shown = KUSTOMIZATION.matcher(Checkout.text("k8s/README.md"));
    assertThat(shown.find()).isTrue();
    String kustomization =
        shown
            .group(1)
            .replace("overlays/autoscale", "overlays/" + overlay)
            .replaceAll("name: prunescope/(trainer|metrics),", "name: prunescope/$1" + suffix + ",")
            .replace("REGISTRY", "registry.example");
    Copy.of(Checkout.ROOT.resolve("k8s"), folder.resolve("k8s"));
    Path own = Files.createDirectory(folder.resolve("deploy"));
    Files.writeString(own.resolve("kustomization.yaml"), kustomization);

    assertThat(Overlay.read(Program.KUBECTL.run("kustomize", own.toString())).pods())
        .extracting(pod -> pod.container().path("image").asText())
        .containsExactlyInAnyOrder(
            "registry.example/gateway:0.1.0",
            "registry.example/pruner:0.1.0",
            "registry.example/trainer:0.1.0",
            "registry.example/metrics:0.1.0");
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

package org.prunescope.benchmarks.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.prunescope.benchmarks.command.TrainerSpeeds;
import org.prunescope.gateway.request.ExperimentReader;
import org.prunescope.gateway.request.Preset;

class PaperSpacingTest {
  @Test
  void followsFromTheWindowsOfThePublishedGrid() {
    var spacings =
        PaperSpacing.of(
            ExperimentReader.read(Preset.named("corti-2022").orElseThrow()),
            new TrainerSpeeds(320, 248, 640));

    assertThat(spacings)
        .containsExactly(
            new PaperSpacing("cross-entropy training", 500, 128, 320),
            new PaperSpacing("supcon pre-training", 62, 2048, 248),
            new PaperSpacing("supcon linear-probe", 250, 256, 640));
    assertThat(spacings.getFirst().seconds()).isCloseTo(200, within(1e-9));
    // 0.2 of 200.2 seconds
    assertThat(spacings.getFirst().share(200)).endsWith(": 0.100 %");
  }
}

package org.prunescope.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.plan.DataSetFingerprint;
import org.prunescope.contract.plan.Plan;
import org.prunescope.gateway.algorithm.ExperimentPlanner;
import org.prunescope.gateway.request.ExperimentReader;
import org.prunescope.gateway.request.Preset;

/** The experiments that the documentation offers, and those that come with the gateway. */
class ExamplesTest {
  private static final Path EXAMPLES = Path.of("..", "docs", "examples");

  @ParameterizedTest
  @MethodSource("examples")
  void everyExampleCanBePlanned(Path example) throws IOException {
    Plan plan = plan(example);

    assertThat(plan.runs())
        .hasSize(plan.variants().size() * plan.request().seeds().size())
        .hasSizeGreaterThan(1);
  }

  @Test
  void theCifarExampleSharesItsTrunks() throws IOException {
    Plan plan = plan(EXAMPLES.resolve("cifar-10.json"));

    assertThat(plan.runs()).hasSize(9);
    assertThat(plan.variants()).extracting("ownSteps").containsExactly(320L, 120L, 220L);
  }

  @ParameterizedTest
  @CsvSource({"quickstart, 5, 25", "corti-2022, 22, 660", "literature, 75, 2250"})
  void everyPresetCanBePlanned(String name, int variants, int runs) {
    Experiment request = ExperimentReader.read(Preset.named(name).orElseThrow());

    Plan plan = plan(request, 50_000, 10);

    assertThat(plan.variants()).hasSize(variants);
    assertThat(plan.runs()).hasSize(runs);
  }

  static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  private static Plan plan(Path example) throws IOException {
    Experiment request = ExperimentReader.read(Files.readAllBytes(example));
    return plan(request, 5000, 2);
  }

  private static Plan plan(Experiment request, int trainSamples, int classes) {
    return ExperimentPlanner.plan(
        new ExperimentId("example"),
        request,
        new DataSetFingerprint(
            "0".repeat(64), Collections.nCopies(classes, "class"), trainSamples, 1000),
        Collections.nCopies(64, 0L));
  }
}

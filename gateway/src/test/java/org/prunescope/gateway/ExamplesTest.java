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
import org.junit.jupiter.params.provider.MethodSource;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.plan.DataSetFingerprint;
import org.prunescope.contract.plan.Plan;
import org.prunescope.gateway.algorithm.ExperimentPlanner;
import org.prunescope.gateway.request.ExperimentReader;

/** The experiment files that the documentation offers. */
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

  static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  private static Plan plan(Path example) throws IOException {
    Experiment request = ExperimentReader.read(Files.readAllBytes(example));
    return ExperimentPlanner.plan(
        new ExperimentId("example"),
        request,
        new DataSetFingerprint("0".repeat(64), List.of("a", "b"), 5000, 1000),
        Collections.nCopies(64, 0L));
  }
}

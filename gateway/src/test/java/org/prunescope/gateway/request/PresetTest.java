package org.prunescope.gateway.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.prunescope.contract.experiment.DataSetSpec;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.json.Json;
import org.prunescope.contract.pruning.PruningPlan;
import org.prunescope.gateway.request.RefusedRequestException.FieldError;

class PresetTest {
  @ParameterizedTest
  @MethodSource("presets")
  void everyPresetIsAnExperimentOfItsNameThatSaysEverything(Preset preset) {
    Experiment experiment = ExperimentReader.read(preset);

    assertThat(experiment.name()).isEqualTo(preset.name());
    assertThat(preset.description()).isNotBlank().doesNotContain("\n");
    assertThat(preset.yaml()).contains("#");
    // Nothing is left to defaults, which may change: what is read is what is written.
    assertThat(ExperimentReader.read(Json.write(experiment))).isEqualTo(experiment);
    var written = preset.request();
    Defaults.fill(written);
    assertThat(written).isEqualTo(preset.request());
  }

  @Test
  void thePublishedGridHas22VariantsOf30Runs() {
    Experiment corti = read("{\"preset\": \"corti-2022\"}");

    assertThat(corti.seeds()).containsExactlyElementsOf(LongStream.range(0, 30).boxed().toList());
    assertThat(corti.sparsities()).containsExactly(0.3, 0.5, 0.7, 0.9);
    assertThat(corti.pruningPlans())
        .extracting(PruningPlan::name)
        .containsExactly("dense", "one-shot", "gradual", "late", "early");
  }

  @Test
  void aRequestOverridesThePresetThatItNames() {
    Experiment preset = read("{\"preset\": \"quickstart\"}");

    Experiment changed =
        read(
            """
            {"preset": "quickstart", "name": "mine", "dataSet": {"trainSamples": 500},
             "seeds": [7], "measurement": {"supportSamples": 100}}
            """);

    assertThat(changed.name()).isEqualTo("mine");
    assertThat(changed.dataSet()).isEqualTo(new DataSetSpec.Shapes(0, 500, 1000));
    assertThat(changed.seeds()).containsExactly(7L);
    assertThat(changed.measurement().supportSamples()).isEqualTo(100);
    assertThat(changed.measurement().predictionDepth()).isTrue();
    assertThat(changed.pruningPlans()).isEqualTo(preset.pruningPlans());
    assertThat(read("{\"preset\": \"quickstart\"}")).isEqualTo(preset);
  }

  @Test
  void nullTakesAFieldOfThePresetAway() {
    Experiment cifar =
        read(
            """
            {"preset": "quickstart",
             "dataSet": {"name": "cifar-10", "seed": null, "trainSamples": null, "testSamples": null},
             "segmentSteps": null}
            """);

    assertThat(cifar.dataSet()).isEqualTo(DataSetSpec.Cifar10.WHOLE);
    assertThat(cifar.segmentSteps()).isEqualTo(200);
  }

  @Test
  void aRefusalOfAnOverrideNamesItsField() {
    assertThat(refuse("{\"preset\": \"quickstart\", \"sparsities\": [2]}").field())
        .isEqualTo("sparsities[0]");
    assertThat(
            refuse("{\"preset\": \"quickstart\", \"dataSet\": {\"name\": \"cifar-10\"}}").field())
        .startsWith("dataSet.");
    assertThat(refuse("{\"preset\": \"quickstart\", \"name\": null}").message())
        .isEqualTo("is required");
  }

  @Test
  void anUnknownPresetIsRefusedWithTheNamesThatExist() {
    for (String name : List.of("\"corti\"", "5", "null", "{}")) {
      FieldError error = refuse("{\"preset\": %s}".formatted(name));

      assertThat(error.field()).isEqualTo("preset");
      assertThat(error.message())
          .isEqualTo("must be one of corti-2022, literature, quickstart, not " + name);
    }
  }

  static List<Preset> presets() {
    return Preset.all();
  }

  private static Experiment read(String request) {
    return ExperimentReader.read(request.getBytes(StandardCharsets.UTF_8));
  }

  private static FieldError refuse(String request) {
    return catchThrowableOfType(RefusedRequestException.class, () -> read(request)).error();
  }
}

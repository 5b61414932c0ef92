package org.prunescope.gateway.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.prunescope.contract.experiment.Augmentation;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.Measurement;
import org.prunescope.contract.experiment.Precision;
import org.prunescope.contract.experiment.Rounding;
import org.prunescope.contract.json.Json;
import org.prunescope.contract.pruning.CubicSchedule;
import org.prunescope.contract.pruning.Gradual;
import org.prunescope.gateway.request.RefusedRequestException.FieldError;

class ExperimentReaderTest {
  private static final String TRAINING =
      """
      {"epochs": 2, "batchSize": 10, "augmentation": "crop-flip",
       "optimiser": {"momentum": 0.9, "weightDecay": 0.0005},
       "learningRate": {"schedule": "multi-step", "initial": 0.1, "milestones": [1], "factor": 0.1}}
      """;

  private static final String GOOD =
      """
      {"name": "n",
       "dataSet": {"name": "shapes", "seed": 0, "trainSamples": 50, "testSamples": 20},
       "architecture": {"family": "wide-resnet", "depth": 10, "widen": 1},
       "objectives": [{"name": "cross-entropy", "training": %s}],
       "pruningPlans": [
         {"name": "dense", "schedule": "dense"},
         {"name": "gradual", "schedule": "gradual", "scope": "layer",
          "windows": [{"objective": "cross-entropy", "phase": "training",
            "beginStep": 1, "endStep": 5, "frequency": 2}]},
         {"name": "one-shot", "schedule": "one-shot", "scope": "global", "fineTuning": %s}],
       "sparsities": [0.5, 0.9],
       "seeds": [0, 1]}
      """
          .formatted(TRAINING, TRAINING);

  private static final String CONTRASTIVE =
      """
      {"name": "n",
       "dataSet": {"name": "cifar-10"},
       "normalisation": {"mean": [0.5, 0.5, 0.5], "std": [0.2, 0.2, 0.2]},
       "architecture": {"family": "resnet", "depth": 18, "width": 8},
       "objectives": [{"name": "supcon", "temperature": 0.1, "baseTemperature": 0.07,
         "projectionWidth": 128,
         "preTraining": {"epochs": 2, "batchSize": 10, "augmentation": "contrastive",
           "optimiser": {"momentum": 0.9, "weightDecay": 0.0005},
           "learningRate": {"schedule": "warm-up", "epochs": 1, "startFactor": 0.1,
             "then": {"schedule": "cosine", "initial": 0.5, "minimum": 0, "epochs": 1}}},
         "linearProbe": {"epochs": 2, "batchSize": 10, "augmentation": "none",
           "optimiser": {"momentum": 0.9, "weightDecay": 0},
           "learningRate": {"schedule": "chained", "parts": [
             {"schedule": "cosine", "initial": 0.2, "minimum": 0, "epochs": 2},
             {"schedule": "multi-step", "initial": 0.2, "milestones": [1], "factor": 0.1}]}}}],
       "pruningPlans": [
         {"name": "dense", "schedule": "dense"},
         {"name": "gradual", "schedule": "gradual", "scope": "layer", "criterion": "random",
          "windows": [
            {"objective": "supcon", "phase": "pre-training",
             "beginStep": 3, "endStep": 9, "frequency": 2}]},
         {"name": "iterative", "schedule": "iterative", "scope": "global", "rounds": 3,
          "fineTuning": %s}],
       "sparsities": [0.5], "seeds": [1], "checkpoints": "all",
       "measurement": {"depthSeeds": [1]}}
      """
          .formatted(TRAINING);

  @Test
  void fillsInWhatMayBeLeftOut() {
    Experiment experiment = ExperimentReader.read(bytes(GOOD));

    assertThat(experiment.shareTrunks()).isTrue();
    assertThat(experiment.threadsPerRun()).isEqualTo(1);
    assertThat(experiment.precision()).isEqualTo(Precision.FLOAT32);
    assertThat(experiment.segmentSteps()).isEqualTo(200);
    assertThat(experiment.measurement())
        .isEqualTo(new Measurement(true, 0, List.of(), true, true, Augmentation.NONE, 0, false));
    Gradual gradual = (Gradual) experiment.pruningPlans().get(1);
    assertThat(gradual.rounding()).isEqualTo(Rounding.TOTAL);
    assertThat(gradual.close()).isEqualTo(CubicSchedule.Close.EXACT);
    assertThat(gradual.events()).isEqualTo(CubicSchedule.Events.FROM_BEGIN);
    assertThat(gradual.initialSparsity()).isZero();
    assertThat(gradual.includeBias()).isFalse();
  }

  @Test
  void yamlSaysTheSameAsJson() {
    String yaml =
        """
        # Comments are what YAML is for.
        preset: quickstart
        name: mine
        seeds: [3, 4]
        dataSet: {trainSamples: 100}
        """;
    String json =
        """
        {"preset": "quickstart", "name": "mine", "seeds": [3, 4], "dataSet": {"trainSamples": 100}}
        """;

    Experiment experiment = ExperimentReader.read(bytes(yaml), DocumentFormat.YAML);

    assertThat(experiment).isEqualTo(ExperimentReader.read(bytes(json)));
    assertThat(experiment).isEqualTo(ExperimentReader.read(bytes(json), DocumentFormat.YAML));
  }

  /** A document, the field that is named, and words of the refusal. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`preset: quickstart\nname: a\nname: b`     | name     | is not YAML at line 3",
        "`preset: quickstart\nseeds: [0, oops]`     | seeds[1] | must be a whole number",
        "`preset: quickstart\nseeds: [0`            | seeds[0] | is not YAML at line",
        "`preset: &p quickstart\nname: *p`          | name     | an alias, *p, is not known here",
        "`preset: quickstart\nsparsities: [.nan]`   | sparsities[0] | is not YAML at line 2",
        "`preset: quickstart\n---\nname: x`         | ``       | goes on after",
        "`- preset: quickstart`                     | ``       | must be an object",
        "`# nothing`                                | ``       | is empty"
      })
  void yamlIsReadAsStrictlyAsJson(String document, String field, String words) {
    RefusedRequestException refusal =
        catchThrowableOfType(
            RefusedRequestException.class,
            () -> ExperimentReader.read(bytes(document.replace("\\n", "\n")), DocumentFormat.YAML));

    assertThat(refusal.error().field()).isEqualTo(field);
    assertThat(refusal.error().message()).contains(words);
  }

  @Test
  void whatWasReadIsReadAgainFromThePlan() {
    Experiment experiment = ExperimentReader.read(bytes(GOOD));

    assertThat(ExperimentReader.read(Json.write(experiment))).isEqualTo(experiment);
  }

  /** What is replaced by what; the field that is named; part of the message. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"name\": \"n\"          | \"name\": \"n\", \"nam\": 1 | nam | the fields here are architecture, checkpoints, dataSet",
        "\"name\": \"n\",         | ``                       | name | is required",
        "\"name\": \"n\"          | \"name\": null           | name | null",
        "\"name\": \"n\"          | \"name\": 5              | name | must be text",
        "\"name\": \"n\"          | \"name\": \" \"          | name | characters",
        "\"seed\": 0              | \"seed\": -1             | dataSet.seed | at least 0",
        "\"trainSamples\": 50     | \"trainSamples\": 50.5   | dataSet.trainSamples | whole number",
        "\"trainSamples\": 50     | \"trainSamples\": 1e99   | dataSet.trainSamples | whole number",
        "\"trainSamples\": 50     | \"trainSamples\": 99999999999 | dataSet.trainSamples | whole number",
        "\"trainSamples\": 50     | \"trainSamples\": \"50\" | dataSet.trainSamples | whole number",
        "\"name\": \"shapes\"     | \"name\": \"mnist\"      | dataSet.name | cifar-10, image-folder, shapes",
        "\"name\": \"shapes\",    | ``                       | dataSet.name | cifar-10, image-folder, shapes",
        "\"depth\": 10            | \"depth\": 11            | architecture.depth | must be 6n + 4",
        "\"epochs\": 2            | \"epochs\": 0            | objectives[0].training.epochs | between 1",
        "\"momentum\": 0.9        | \"momentum\": 2          | objectives[0].training.optimiser.momentum | between",
        "\"momentum\": 0.9        | \"momentum\": NaN        | objectives[0].training.optimiser.momentum | NaN",
        "\"milestones\": [1]      | \"milestones\": [2, 1]   | objectives[0].training.learningRate.milestones | ascend",
        "\"milestones\": [1]      | \"milestones\": [null]   | objectives[0].training.learningRate | null",
        "\"crop-flip\"            | \"crop\"                 | objectives[0].training.augmentation | crop-flip, crop-flip-both, none",
        "\"scope\": \"layer\"     | \"scope\": \"tensor\"    | pruningPlans[1].scope | global, layer",
        "\"scope\": \"layer\"     | \"scope\": 0             | pruningPlans[1].scope | global, layer",
        "\"scope\": \"layer\",    | ``                       | pruningPlans[1].scope | is required",
        "\"frequency\": 2         | \"frequency\": 5         | pruningPlans[1].windows[0].frequency | between 1 and 4",
        "\"schedule\": \"gradual\"| \"schedule\": \"late\"   | pruningPlans[1].schedule | at-initialisation, dense, gradual, iterative, one-shot",
        "\"name\": \"one-shot\"   | \"name\": \"gradual\"    | pruningPlans[2] | repeats gradual",
        "\"schedule\": \"dense\"  | \"schedule\": \"dense\", \"scope\": \"layer\" | pruningPlans[0].scope | is no field",
        "\"sparsities\": [0.5, 0.9] | \"sparsities\": [1.2]  | sparsities[0] | less than 1",
        "\"sparsities\": [0.5, 0.9] | \"sparsities\": [0.5, 0] | sparsities[1] | greater than 0",
        "\"sparsities\": [0.5, 0.9] | \"sparsities\": [0.5, NaN] | sparsities[1] | NaN",
        "\"sparsities\": [0.5, 0.9] | \"sparsities\": [0.5, \"0.9\"] | sparsities[1] | a number",
        "\"sparsities\": [0.5, 0.9] | \"sparsities\": [0.5, null] | sparsities[1] | is required",
        "\"sparsities\": [0.5, 0.9] | \"sparsities\": [0.5, 0.50] | sparsities[1] | repeats 0.5",
        "\"sparsities\": [0.5, 0.9], | ``                    | sparsities | at least one",
        "\"sparsities\": [0.5, 0.9] | \"sparsities\": 0.5     | sparsities | a list",
        "\"seeds\": [0, 1]        | \"seeds\": []            | seeds | at least one",
        "\"seeds\": [0, 1]        | \"seeds\": [0, 0]        | seeds[1] | repeats 0",
        "\"seeds\": [0, 1]        | \"seeds\": [0, -1]       | seeds[1] | at least 0",
        "\"seeds\": [0, 1]        | \"seeds\": [0, 1], \"seeds\": [2] | seeds | Duplicate",
        "\"seeds\": [0, 1]        | \"seeds\": [0, oops]     | seeds[1] | is not JSON at line"
      })
  void aRefusalNamesTheField(String good, String bad, String field, String message) {
    FieldError error = refuse(GOOD.replaceFirst(Pattern.quote(good), bad));

    assertThat(error.field()).isEqualTo(field);
    assertThat(error.message()).contains(message);
  }

  /** As above, of an experiment of several phases. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"name\": \"supcon\"     | \"name\": \"byol\"       | objectives[0].name | cross-entropy, simclr, supcon",
        "\"temperature\": 0.1    | \"temperature\": 0      | objectives[0].temperature | between 0.001",
        "\"temperature\": 0.1,   | ``                      | objectives[0].temperature | is required",
        "\"projectionWidth\": 128| \"projectionWidth\": 0  | objectives[0].projectionWidth | between 1 and 4096",
        "\"initial\": 0.5        | \"initial\": -1         | objectives[0].preTraining.learningRate.then.initial | between",
        "\"schedule\": \"cosine\" | \"schedule\": \"linear\" | objectives[0].preTraining.learningRate.then.schedule | constant, cosine",
        "\"startFactor\": 0.1    | \"startFactor\": 2      | objectives[0].preTraining.learningRate.startFactor | between",
        "\"initial\": 0.2        | \"initial\": 0.3        | objectives[0].linearProbe.learningRate.parts[1].initial | first part",
        "\"contrastive\"         | \"strong\"             | objectives[0].preTraining.augmentation | contrastive, crop-flip",
        "\"objective\": \"supcon\"| \"objective\": \"byol\"  | pruningPlans[1].windows[0].objective | simclr",
        "\"objective\": \"supcon\"| \"objective\": \"supcon\", \"step\": 1 | pruningPlans[1].windows[0].step | beginStep",
        "\"beginStep\": 3        | \"beginStep\": 0        | pruningPlans[1].windows[0].beginStep | at least 1",
        "\"criterion\": \"random\"| \"criterion\": \"lottery\"| pruningPlans[1].criterion | shuffled-within-layer",
        "\"windows\": [          | \"windows\": [], \"x\": [ | pruningPlans[1] | ``",
        "\"rounds\": 3           | \"rounds\": 0           | pruningPlans[2].rounds | between 1 and 100",
        "\"checkpoints\": \"all\" | \"checkpoints\": \"some\" | checkpoints | all, final",
        "\"checkpoints\": \"all\" | \"checkpoints\": \"all\", \"precision\": \"float16\" | precision | bfloat16, float32",
        "\"checkpoints\": \"all\" | \"checkpoints\": \"all\", \"precision\": null | precision | null",
        "{\"depthSeeds\": [1]} | {\"knnAccuracy\": 1} | measurement.knnAccuracy | true or false",
        "{\"depthSeeds\": [1]} | {\"geometry\": null} | measurement.geometry | true or false",
        "{\"depthSeeds\": [1]} | {\"supportAugmentation\": \"crop\"} | measurement.supportAugmentation | contrastive, crop-flip, crop-flip-both, none",
        "{\"depthSeeds\": [1]} | {\"measureEvery\": -1} | measurement.measureEvery | at least 0, not -1",
        "{\"depthSeeds\": [1]} | {\"measureEvery\": 2.5} | measurement.measureEvery | whole number",
        "{\"depthSeeds\": [1]} | {\"measurePruned\": \"yes\"} | measurement.measurePruned | true or false",
        "{\"depthSeeds\": [1]} | {\"measureOften\": 1} | measurement.measureOften | depthSeeds, geometry, knnAccuracy, measureEvery, measurePruned, predictionDepth",
        "\"mean\": [0.5, 0.5, 0.5] | \"mean\": [0.5]      | normalisation.mean | red, green and blue",
        "\"std\": [0.2, 0.2, 0.2]  | \"std\": [0.2, 0, 0.2] | normalisation.std[1] | between"
      })
  void aRefusalNamesTheFieldOfAnyPhase(String good, String bad, String field, String message) {
    assertThat(CONTRASTIVE).contains(good);

    FieldError error = refuse(CONTRASTIVE.replaceFirst(Pattern.quote(good), bad));

    assertThat(error.field()).startsWith(field);
    assertThat(error.message()).contains(message == null ? "" : message);
  }

  @Test
  void readsExperimentsOfSeveralPhases() {
    Experiment experiment = ExperimentReader.read(bytes(CONTRASTIVE));

    assertThat(experiment.objectives()).hasSize(1);
    assertThat(experiment.measurement()).isEqualTo(new Measurement(true, 0, List.of(1L)));
    assertThat(ExperimentReader.read(Json.write(experiment))).isEqualTo(experiment);
  }

  @Test
  void readsThePrecisionOfTraining() {
    String request = CONTRASTIVE.replace("\"seeds\"", "\"precision\": \"bfloat16\", \"seeds\"");

    Experiment experiment = ExperimentReader.read(bytes(request));

    assertThat(experiment.precision()).isEqualTo(Precision.BFLOAT16);
    assertThat(ExperimentReader.read(Json.write(experiment))).isEqualTo(experiment);
  }

  @Test
  void refusesWhatIsNoJsonObject() {
    for (String text : List.of("", "[]", "5", "null", GOOD + "{}", "[".repeat(100_000))) {
      assertThat(refuse(text).message()).isNotEmpty();
    }
  }

  private static FieldError refuse(String request) {
    RefusedRequestException refusal =
        catchThrowableOfType(
            RefusedRequestException.class, () -> ExperimentReader.read(bytes(request)));
    return refusal.error();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

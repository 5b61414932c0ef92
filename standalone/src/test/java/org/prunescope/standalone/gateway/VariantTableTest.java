package org.prunescope.standalone.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.prunescope.contract.json.Json;
import org.prunescope.standalone.gateway.Results.VariantResult;

/** What a person reads of an experiment is aligned and says what is absent. */
class VariantTableTest {
  @Test
  void alignsNumbersToTheRightAndShowsWhatIsAbsent() {
    String answer =
        """
        {"experiment": "e1", "complete": true, "comparisons": [], "variants": [
          {"variant": "cross-entropy_dense", "sparsity": 0.0, "n": 5, "planned": 5,
           "accuracyMean": 0.8124, "accuracySd": 0.0111, "pies": null, "meanQ": 0.25,
           "meanDepthFinalPrediction": 3.456, "a later column": 1},
          {"variant": "cross-entropy_gradual_0.9", "sparsity": 0.9, "n": 0, "planned": 5,
           "accuracyMean": null, "accuracySd": null, "pies": 12, "floorMean": 8.25, "floorP": 0.0625,
           "meanQ": null,
           "meanDepthFinalPrediction": null, "updatesBeyondBaseline": 64}
        ]}
        """;

    List<VariantResult> variants = Json.read(answer.getBytes(UTF_8), Results.class).variants();

    assertThat(VariantTable.lines(variants))
        .containsExactly(
            "variant                    sparsity  n  accuracy     sd  PIEs  floor      p  mean Q  mean depth",
            "cross-entropy_dense             0 %  5     0.812  0.011     -      -      -   0.250        3.46",
            "cross-entropy_gradual_0.9      90 %  0         -      -    12    8.3  0.063       -           -",
            "floor: mean PIEs when dense and pruned networks of a seed change places at random; p: how often they are as many",
            "cross-entropy_gradual_0.9: fine-tuned for 64 updates beyond its baseline's training");
  }

  @Test
  void showsASparsityWithItsDigitsAndANetworkThatIsNoLongerContrastive() {
    String answer =
        """
        {"complete": true, "variants": [
          {"variant": "supcon_dense", "objective": "supcon", "sparsity": 0, "n": 1, "lastLearning": "linear-probe"},
          {"variant": "supcon_one-shot_0.995", "objective": "supcon", "baseline": "supcon_dense", "sparsity": 0.995, "n": 1,
           "updatesBeyondBaseline": 64, "lastLearning": "cross-entropy"}
        ]}
        """;

    List<VariantResult> variants = Json.read(answer.getBytes(UTF_8), Results.class).variants();

    assertThat(VariantTable.lines(variants))
        .anySatisfy(line -> assertThat(line).startsWith("supcon_one-shot_0.995    99.5 %"))
        .endsWith(
            "supcon_one-shot_0.995: fine-tuned for 64 updates beyond its baseline's training, by cross-entropy: no supcon network any more");
  }

  @Test
  void isItsHeadingWhereThereAreNoVariants() {
    assertThat(VariantTable.lines(List.of())).hasSize(1);
  }
}

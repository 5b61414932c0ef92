package org.prunescope.contract.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.prunescope.contract.experiment.Augmentation;
import org.prunescope.contract.experiment.LearningRate;
import org.prunescope.contract.experiment.Optimiser;
import org.prunescope.contract.experiment.Training;
import org.prunescope.contract.field.InvalidFieldException;
import org.prunescope.contract.json.Json;

class ObjectiveTest {
  @Test
  void everyObjectiveIsReadAsItWasWritten() {
    for (Objective objective :
        new Objective[] {
          new CrossEntropy(training(8)),
          new SupCon(.5, .07, 128, training(8), training(4)),
          new SimClr(.5, .5, 32, training(8), training(4))
        }) {
      assertThat(Json.read(Json.write(objective), Objective.class)).isEqualTo(objective);
      assertThat(Objective.NAMES).contains(objective.text());
    }
  }

  @Test
  void aContrastiveBatchHoldsTwoImagesAtLeastAndFitsInMemory() {
    assertThatThrownBy(() -> new SupCon(.5, .07, 128, training(1), training(4)))
        .isInstanceOf(InvalidFieldException.class)
        .hasMessage("preTraining.batchSize must be between 2 and 4096, not 1");
    assertThatThrownBy(() -> new SimClr(.5, .07, 128, training(4097), training(4)))
        .hasMessageContaining("preTraining.batchSize");
    assertThatThrownBy(() -> training(8193)).hasMessageContaining("batchSize");
  }

  @Test
  void refusesTemperaturesThatAreZeroInSinglePrecision() {
    assertThatThrownBy(() -> new SupCon(1e-300, .07, 128, training(8), training(4)))
        .hasMessageContaining("temperature");
    assertThatThrownBy(() -> new SupCon(.5, Double.NaN, 128, training(8), training(4)))
        .hasMessageContaining("baseTemperature");
  }

  private static Training training(int batchSize) {
    return new Training(
        1,
        batchSize,
        new Optimiser(.9, 0, false, 0),
        new LearningRate.Constant(.1),
        Augmentation.CONTRASTIVE);
  }
}

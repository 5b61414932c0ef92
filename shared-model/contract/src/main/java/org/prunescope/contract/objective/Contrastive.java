package org.prunescope.contract.objective;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Map;
import org.prunescope.contract.experiment.Augmentation;
import org.prunescope.contract.experiment.Training;
import org.prunescope.contract.field.Fields;
import org.prunescope.contract.field.InvalidFieldException;
import org.prunescope.contract.network.Head;
import org.prunescope.contract.plan.Learning;
import org.prunescope.contract.plan.Phase;

/**
 * Two phases: an encoder is pre-trained on two views of each image through a projection, by
 * bringing together the views that belong together; then a linear probe, a classifier by
 * cross-entropy, is trained on the frozen encoder's latent.
 */
public interface Contrastive extends Objective {
  /** Divides the similarities of views, 0.001 to 100. */
  double temperature();

  /** The loss is multiplied by temperature / baseTemperature; 0.001 to 100. */
  double baseTemperature();

  /** Values of the projection that views are compared by, 1 to 4,096. */
  int projectionWidth();

  /** Of 2 to 4,096 images in a batch: the loss tells images apart. */
  Training preTraining();

  Training linearProbe();

  /** Whether images of one class belong together, or the two views of one image alone. */
  @JsonIgnore
  boolean isSupervised();

  @Override
  default List<Phase> phases(int trainSamples) {
    Learning bringingTogether =
        new Learning.Contrastive(
            isSupervised(), temperature(), baseTemperature(), projectionWidth());
    return List.of(
        Phase.of("pre-training", bringingTogether, preTraining(), trainSamples),
        Phase.of("linear-probe", new Learning.LinearProbe(), linearProbe(), trainSamples));
  }

  @Override
  default void check(int trainSamples) {
    preTraining().checkUpdates("preTraining", trainSamples);
    linearProbe().checkUpdates("linearProbe", trainSamples);
    // Without another image or another view there is nothing to tell apart.
    if (!isSupervised() && preTraining().augmentation() == Augmentation.NONE) {
      throw new InvalidFieldException(
          "preTraining.augmentation",
          "must not be none: the two views of an image would be the same, and nothing else is"
              + " learned from");
    }
  }

  @Override
  default Map<String, Head> ownHeads() {
    return Map.of("projectionWidth", new Head.Projection(projectionWidth()));
  }

  /** Refuses what no contrastive objective can hold. */
  static void checkChoices(
      double temperature,
      double baseTemperature,
      int projectionWidth,
      Training preTraining,
      Training linearProbe) {
    Fields.within("temperature", temperature, 1e-3, 100);
    Fields.within("baseTemperature", baseTemperature, 1e-3, 100);
    Fields.within("projectionWidth", projectionWidth, 1, 4096);
    Fields.required("preTraining", preTraining);
    Fields.required("linearProbe", linearProbe);
    Fields.within("preTraining.batchSize", preTraining.batchSize(), 2, Training.MAX_VIEWS / 2);
  }
}

package org.prunescope.contract.experiment;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.prunescope.contract.field.Fields;

/** What a network learns by. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "name")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Objective.CrossEntropy.class, name = "cross-entropy"),
  @JsonSubTypes.Type(value = Objective.SupCon.class, name = "supcon"),
  @JsonSubTypes.Type(value = Objective.SimClr.class, name = "simclr")
})
public sealed interface Objective {
  /** Every objective's name. */
  List<String> NAMES = List.of("cross-entropy", "supcon", "simclr");

  /** The name that variants carry. */
  String text();

  /** Supervised training in one phase: one augmented view, a classifier on the latent. */
  record CrossEntropy(Training training) implements Objective {
    public CrossEntropy {
      Fields.required("training", training);
    }

    @Override
    public String text() {
      return "cross-entropy";
    }
  }

  /**
   * Two phases: an encoder is pre-trained on two views of each image through a projection, by
   * bringing together the views that belong together; then a linear probe, a classifier by
   * cross-entropy, is trained on the frozen encoder's latent.
   */
  sealed interface Contrastive extends Objective {
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
  }

  /** Supervised contrastive learning (Khosla et al. 2020, arXiv 2004.11362, loss L_out). */
  record SupCon(
      double temperature,
      double baseTemperature,
      int projectionWidth,
      Training preTraining,
      Training linearProbe)
      implements Contrastive {
    public SupCon {
      checkContrastive(temperature, baseTemperature, projectionWidth, preTraining, linearProbe);
    }

    @Override
    public String text() {
      return "supcon";
    }

    @Override
    public boolean isSupervised() {
      return true;
    }
  }

  /** Contrastive learning without labels (Chen et al. 2020, arXiv 2002.05709). */
  record SimClr(
      double temperature,
      double baseTemperature,
      int projectionWidth,
      Training preTraining,
      Training linearProbe)
      implements Contrastive {
    public SimClr {
      checkContrastive(temperature, baseTemperature, projectionWidth, preTraining, linearProbe);
    }

    @Override
    public String text() {
      return "simclr";
    }

    @Override
    public boolean isSupervised() {
      return false;
    }
  }

  private static void checkContrastive(
      double temperature,
      double baseTemperature,
      int projectionWidth,
      Training preTraining,
      Training linearProbe) {
    checkTemperature("temperature", temperature);
    checkTemperature("baseTemperature", baseTemperature);
    Fields.within("projectionWidth", projectionWidth, 1, 4096);
    Fields.required("preTraining", preTraining);
    Fields.required("linearProbe", linearProbe);
    Fields.within("preTraining.batchSize", preTraining.batchSize(), 2, Training.MAX_VIEWS / 2);
  }

  private static void checkTemperature(String field, double value) {
    Fields.within(field, value, 1e-3, 100);
  }
}

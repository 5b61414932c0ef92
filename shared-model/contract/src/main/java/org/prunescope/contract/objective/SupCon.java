package org.prunescope.contract.objective;

import org.prunescope.contract.experiment.Training;

/** Supervised contrastive learning (Khosla et al. 2020, arXiv 2004.11362, loss L_out). */
public record SupCon(
    double temperature,
    double baseTemperature,
    int projectionWidth,
    Training preTraining,
    Training linearProbe)
    implements Contrastive {
  public SupCon {
    Contrastive.checkChoices(
        temperature, baseTemperature, projectionWidth, preTraining, linearProbe);
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

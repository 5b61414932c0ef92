package org.prunescope.contract.objective;

import org.prunescope.contract.experiment.Training;

/** Contrastive learning without labels (Chen et al. 2020, arXiv 2002.05709). */
public record SimClr(
    double temperature,
    double baseTemperature,
    int projectionWidth,
    Training preTraining,
    Training linearProbe)
    implements Contrastive {
  public SimClr {
    Contrastive.checkChoices(
        temperature, baseTemperature, projectionWidth, preTraining, linearProbe);
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

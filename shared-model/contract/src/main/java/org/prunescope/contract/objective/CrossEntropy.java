package org.prunescope.contract.objective;

import java.util.List;
import org.prunescope.contract.experiment.Training;
import org.prunescope.contract.field.Fields;
import org.prunescope.contract.plan.Learning;
import org.prunescope.contract.plan.Phase;

/** Supervised training in one phase: one augmented view, a classifier on the latent. */
public record CrossEntropy(Training training) implements Objective {
  public CrossEntropy {
    Fields.required("training", training);
  }

  @Override
  public String text() {
    return "cross-entropy";
  }

  @Override
  public List<Phase> phases(int trainSamples) {
    return List.of(Phase.of("training", new Learning.CrossEntropy(), training, trainSamples));
  }

  @Override
  public void check(int trainSamples) {
    training.checkUpdates("training", trainSamples);
  }
}

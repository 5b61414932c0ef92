package org.prunescope.contract.event;

import java.util.Objects;
import org.prunescope.contract.experiment.ExperimentId;

/** Nobody wants the experiment any more: whoever keeps something of it forgets it. */
public record ExperimentDeleted(ExperimentId experiment) {
  public ExperimentDeleted {
    Objects.requireNonNull(experiment, "experiment");
  }
}

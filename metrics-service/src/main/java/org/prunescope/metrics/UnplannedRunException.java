package org.prunescope.metrics;

import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.position.Position;
import org.prunescope.service.RefusedRecordException;

/** An event names what its own plan does not have: it is no event of ours. */
public final class UnplannedRunException extends RefusedRecordException {
  private static final long serialVersionUID = 1L;

  UnplannedRunException(RunId run, ExperimentId experiment) {
    super("no run %s in the plan of %s".formatted(run, experiment));
  }

  UnplannedRunException(RunId run, Position position) {
    super("the plan does not measure %s at %s".formatted(run, position));
  }
}

package org.prunescope.metrics.persistence;

import jakarta.persistence.Embeddable;
import java.io.Serializable;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.position.Position;

/** What a measurement is of: the key under which the first in the log wins. */
@Embeddable
record MeasuredPosition(String run, int attempt, int phase, int step, String stage)
    implements Serializable {
  static MeasuredPosition of(RunId run, int attempt, Position position) {
    return new MeasuredPosition(
        run.text(), attempt, position.phase(), position.step(), position.stage().text());
  }
}

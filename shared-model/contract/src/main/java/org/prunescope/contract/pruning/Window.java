package org.prunescope.contract.pruning;

import org.prunescope.contract.field.Fields;
import org.prunescope.contract.field.InvalidFieldException;
import org.prunescope.contract.objective.Objective;

/**
 * Where in an objective's training a gradual plan prunes.
 *
 * @param objective name of the objective, such as {@code supcon}
 * @param phase name of one of its phases, such as {@code pre-training}
 * @param beginStep step of the first event, at least 1
 * @param endStep last step of the window, after {@code beginStep}
 * @param frequency steps from event to event, at least 1
 */
public record Window(String objective, String phase, int beginStep, int endStep, int frequency) {
  public Window {
    Fields.required("objective", objective);
    Fields.required("phase", phase);
    Fields.atLeast("beginStep", beginStep, 1);
    Fields.atLeast("endStep", endStep, beginStep + 1L);
    Fields.within("frequency", frequency, 1, endStep - beginStep);
    if (!Objective.NAMES.contains(objective)) {
      throw new InvalidFieldException(
          "objective", "is one of %s, not %s".formatted(Objective.NAMES, objective));
    }
  }
}

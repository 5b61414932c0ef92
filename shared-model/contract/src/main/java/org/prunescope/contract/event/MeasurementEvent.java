package org.prunescope.contract.event;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Objects;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.position.Position;

/** How the measurement of a checkpoint ended. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = MeasurementEvent.MeasurementStored.class, name = "MeasurementStored"),
  @JsonSubTypes.Type(value = MeasurementEvent.MeasurementFailed.class, name = "MeasurementFailed")
})
public sealed interface MeasurementEvent {
  RunId run();

  int attempt();

  Position position();

  /** Its rows are committed. */
  record MeasurementStored(RunId run, int attempt, Position position) implements MeasurementEvent {
    public MeasurementStored {
      Objects.requireNonNull(run, "run");
      Objects.requireNonNull(position, "position");
    }
  }

  /** It cannot be made. */
  record MeasurementFailed(RunId run, int attempt, Position position, Failure failure)
      implements MeasurementEvent {
    public MeasurementFailed {
      Objects.requireNonNull(run, "run");
      Objects.requireNonNull(position, "position");
      Objects.requireNonNull(failure, "failure");
    }
  }
}

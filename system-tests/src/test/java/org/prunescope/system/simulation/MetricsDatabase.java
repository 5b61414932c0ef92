package org.prunescope.system.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.Failure;
import org.prunescope.contract.event.FailureReason;
import org.prunescope.contract.event.MeasurementEvent;
import org.prunescope.contract.event.MeasurementEvent.MeasurementFailed;
import org.prunescope.contract.event.MeasurementEvent.MeasurementStored;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.position.Position;

/**
 * The tables of metrics: the first answer to a run's attempt and position stays. Each method is one
 * transaction.
 */
final class MetricsDatabase {
  private final List<Row> rows = new ArrayList<>();
  private final Set<Measured> measured = new HashSet<>();
  private final Map<Measured, MeasurementFailed> failures = new HashMap<>();

  /** What a row is about. */
  record Measured(RunId run, int attempt, Position position) {}

  /** A measurement. */
  record Row(Measured of, ArtifactRef checkpoint) {}

  List<Row> rows() {
    return rows;
  }

  int failures() {
    return failures.size();
  }

  Optional<MeasurementEvent> answer(Measured of) {
    return measured.contains(of)
        ? Optional.of(new MeasurementStored(of.run(), of.attempt(), of.position()))
        : Optional.ofNullable(failures.get(of));
  }

  MeasurementEvent store(Measured of, CheckpointRef checkpoint) {
    Optional<MeasurementEvent> answered = answer(of);
    if (answered.isPresent()) {
      return answered.get();
    }
    measured.add(of);
    rows.add(new Row(of, checkpoint.artifact()));
    return new MeasurementStored(of.run(), of.attempt(), of.position());
  }

  MeasurementEvent storeFailure(Measured of) {
    Optional<MeasurementEvent> answered = answer(of);
    if (answered.isPresent()) {
      return answered.get();
    }
    MeasurementFailed failed =
        new MeasurementFailed(
            of.run(),
            of.attempt(),
            of.position(),
            new Failure(FailureReason.ARTIFACT_UNREADABLE, "simulated"));
    failures.put(of, failed);
    return failed;
  }
}

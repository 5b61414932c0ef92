package org.prunescope.gateway.persistence;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.Failure;
import org.prunescope.contract.event.MeasurementEvent;
import org.prunescope.contract.event.RunProgress;
import org.prunescope.contract.event.RunState;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.gateway.algorithm.RunStanding;
import org.prunescope.gateway.algorithm.UpdatesMade;

/**
 * Runs, as events tell of them. Every change is also an entry of the experiment's event log; where
 * that was deleted meanwhile, nothing changes any more.
 */
@ApplicationScoped
public class Runs implements PanacheRepositoryBase<RunEntity, String> {
  private static final Logger LOG = Logger.getLogger(Runs.class);

  private final Clock clock;
  private final ChangeLog changes;
  private final Interventions interventions;
  private final Deletions deletions;

  Runs(Clock clock, ChangeLog changes, Interventions interventions, Deletions deletions) {
    this.clock = clock;
    this.changes = changes;
    this.interventions = interventions;
    this.deletions = deletions;
  }

  /**
   * Takes in what the pruner says of a run; what is older than what is known changes nothing, and
   * what only a pruner says that has lost its topics makes it hear how the run stood.
   *
   * @param offset of the record
   */
  @Transactional
  public void progressed(RunProgress progress, long offset) {
    CheckpointRef last = progress.last();
    RunStanding said =
        new RunStanding(progress.attempt(), last == null ? null : last.position(), offset);
    change(
        progress.run(),
        run -> {
          boolean isLater = said.isAfter(run.standing());
          if (run.remembered().isForgottenBy(progress, isLater)) {
            LOG.warnf("forgotten by the pruner, reminded: run=%s", progress.run());
            interventions.remind(run);
            return;
          }
          if (!isLater) {
            return;
          }
          boolean hadBegun = run.lastKey != null;
          boolean hadForked = run.forkKey != null;
          run.record(progress, offset, clock.instant().truncatedTo(ChronoUnit.MILLIS));
          run.updatesMade =
              UpdatesMade.upTo(run.variant.phaseUpdates, run.variant.sharedUpdates, run.position());
          if (hadBegun != (run.lastKey != null) || hadForked != (run.forkKey != null)) {
            sweepTrunk(run);
          }
        });
  }

  /** Takes in how a measurement ended; the same again changes nothing. */
  @Transactional
  public void measured(MeasurementEvent event) {
    change(
        event.run(),
        run ->
            measurements(run).stream()
                .filter(measurement -> measurement.isOf(event))
                .findFirst()
                .ifPresentOrElse(
                    measurement -> measurement.end(event),
                    () -> getEntityManager().persist(new MeasurementEntity(event))));
  }

  private void change(RunId id, Consumer<RunEntity> change) {
    RunEntity run = findById(id.text(), LockModeType.PESSIMISTIC_WRITE);
    if (deletions.isDeleted(id.experiment())) {
      return;
    }
    if (run == null) {
      LOG.warnf("an event tells of a run that was never submitted here: run=%s", id);
      return;
    }
    RunStatus before = RunStatus.of(run);
    change.accept(run);
    show(run);
    if (Experiments.isFinal(run.state)) {
      run.watchAnew();
    }
    run.sweepAt = clock.instant();
    if (!RunStatus.of(run).equals(before)) {
      changes.append(run);
    }
  }

  /** What a branch has done may be what its trunk's checkpoint was kept for. */
  private void sweepTrunk(RunEntity branch) {
    String id = branch.trunk();
    RunEntity trunk = id == null ? null : findById(id, LockModeType.PESSIMISTIC_WRITE);
    if (trunk != null) {
      trunk.sweepAt = clock.instant();
    }
  }

  private void show(RunEntity run) {
    List<MeasurementEntity> measurements = measurements(run);
    Set<String> stored =
        measurements.stream()
            .filter(measurement -> measurement.stored)
            .map(measurement -> measurement.position)
            .collect(Collectors.toSet());
    Map<String, Failure> failed = failures(measurements, false);
    run.state = RunStanding.shown(run.decided, run.variant.measured, stored, failed.keySet());
    if (run.decided == RunState.TRAINED) {
      Map<String, Failure> shown =
          run.state == RunState.MEASURED ? failures(measurements, true) : failed;
      run.explain(
          run.variant.measured.stream()
              .filter(position -> run.state == RunState.MEASURED || !stored.contains(position))
              .map(shown::get)
              .filter(Objects::nonNull)
              .findFirst()
              .orElse(null));
    }
  }

  /** Why measurements failed, by position: those that are stored nevertheless, or the others. */
  private static Map<String, Failure> failures(
      List<MeasurementEntity> measurements, boolean stored) {
    Map<String, Failure> failures = new HashMap<>();
    for (MeasurementEntity measurement : measurements) {
      Failure failure = measurement.failure();
      if (measurement.stored == stored && failure != null) {
        failures.put(measurement.position, failure);
      }
    }
    return failures;
  }

  private List<MeasurementEntity> measurements(RunEntity run) {
    return getEntityManager()
        .createQuery("from MeasurementEntity where run = :run order by id", MeasurementEntity.class)
        .setParameter("run", run.id)
        .getResultList();
  }
}

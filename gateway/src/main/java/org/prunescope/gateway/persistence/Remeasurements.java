package org.prunescope.gateway.persistence;

import io.quarkus.hibernate.orm.panache.PanacheRepository;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.event.MeasurementRequested;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.json.Json;
import org.prunescope.contract.position.Position;
import org.prunescope.contract.topic.Topics;

/** Measurements that are asked for again. */
@ApplicationScoped
public class Remeasurements implements PanacheRepository<MeasurementEntity> {
  private final Clock clock;
  private final Deletions deletions;

  Remeasurements(Clock clock, Deletions deletions) {
    this.clock = clock;
    this.deletions = deletions;
  }

  /**
   * What was asked for.
   *
   * @param requested checkpoints that are to be measured again
   * @param gone checkpoints that were to be, had they not been deleted
   */
  public record Remeasurement(int requested, int gone) {
    public Remeasurement plus(Remeasurement other) {
      return new Remeasurement(requested + other.requested, gone + other.gone);
    }
  }

  /** An experiment's runs, in the order of their release. */
  @Transactional
  public List<RunId> runs(ExperimentId experiment) {
    return getEntityManager()
        .createQuery(
            "select id from RunEntity where experiment = :experiment order by ordinal",
            String.class)
        .setParameter("experiment", experiment.value())
        .getResultStream()
        .map(RunId::parse)
        .toList();
  }

  /**
   * Asks for every measurement of a run again whose checkpoint is there, and keeps these
   * checkpoints until they are answered. Asking twice is harmless.
   */
  @Transactional
  public Remeasurement askAgain(RunId id, ArtifactRef plan) {
    return ask(id, plan, measurement -> true);
  }

  /** The same for those alone of which nothing is stored. */
  @Transactional
  public Remeasurement askForMissing(RunId id, ArtifactRef plan) {
    return ask(id, plan, measurement -> !measurement.stored);
  }

  private Remeasurement ask(RunId id, ArtifactRef plan, Predicate<MeasurementEntity> isWanted) {
    // Whoever sweeps the run has it locked: what is there now stays while this is written.
    RunEntity run =
        getEntityManager().find(RunEntity.class, id.text(), LockModeType.PESSIMISTIC_WRITE);
    if (deletions.isDeleted(id.experiment())) {
      return new Remeasurement(0, 0);
    }
    Instant now = clock.instant();
    int requested = 0;
    int gone = 0;
    for (CheckpointEntity checkpoint : measuredCheckpoints(run)) {
      MeasurementEntity measurement = measurement(checkpoint);
      if (!isWanted.test(measurement)) {
        continue;
      }
      if (checkpoint.deletedAt != null) {
        gone++;
        continue;
      }
      if (measurement.id == null) {
        persist(measurement);
      }
      getEntityManager().persist(request(run, plan, checkpoint, now));
      measurement.askedAt = now;
      requested++;
    }
    return new Remeasurement(requested, gone);
  }

  /** The first that was announced at each position to measure, of each attempt. */
  private Collection<CheckpointEntity> measuredCheckpoints(RunEntity run) {
    Map<String, CheckpointEntity> first = new LinkedHashMap<>();
    getEntityManager()
        .createQuery(
            "from CheckpointEntity where run = :run and position in :measured order by announced",
            CheckpointEntity.class)
        .setParameter("run", run.id)
        .setParameter("measured", run.variant.measured)
        .getResultStream()
        .forEach(
            checkpoint ->
                first.putIfAbsent(checkpoint.attempt + "/" + checkpoint.position, checkpoint));
    return first.values();
  }

  private static OutboxEntity request(
      RunEntity run, ArtifactRef plan, CheckpointEntity checkpoint, Instant now) {
    byte[] request =
        Json.writeEvent(
            new MeasurementRequested(
                RunId.parse(run.id), plan, checkpoint.attempt, checkpoint.ref()));
    return new OutboxEntity(Topics.MEASUREMENT_REQUESTS, run.partition, run.id, request, now);
  }

  /** What is known of its measurement; not stored yet where nothing is. */
  private MeasurementEntity measurement(CheckpointEntity checkpoint) {
    return find(
            "run = ?1 and attempt = ?2 and position = ?3",
            checkpoint.run,
            checkpoint.attempt,
            checkpoint.position)
        .firstResultOptional()
        .orElseGet(
            () ->
                new MeasurementEntity(
                    RunId.parse(checkpoint.run),
                    checkpoint.attempt,
                    Position.parse(checkpoint.position)));
  }
}

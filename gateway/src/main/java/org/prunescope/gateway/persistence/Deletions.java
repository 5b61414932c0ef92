package org.prunescope.gateway.persistence;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
import org.hibernate.Session;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.event.ExperimentDeleted;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.json.Json;
import org.prunescope.contract.topic.Topics;

/** Experiments that were deleted: what is left of them here, and their ids for ever. */
@ApplicationScoped
public class Deletions {
  private static final String ITS_RUNS = "(select id from gateway.run where experiment = :id)";

  /** Where no run is left to say which is the experiment's. */
  private static final int ANY_PARTITION = 0;

  private final Session database;
  private final Clock clock;

  Deletions(Session database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * An experiment that is to be removed.
   *
   * @param plan its artifact
   */
  public record Deleted(ExperimentId experiment, ArtifactRef plan) {}

  /**
   * Takes an experiment away from everybody, and tells the other services, in one transaction.
   *
   * @return false where a run has not ended or was asked to go on, or where there is no such
   *     experiment; then nothing has changed
   */
  @Transactional
  public boolean mark(ExperimentId id) {
    List<RunEntity> runs =
        database
            .createQuery("from RunEntity where experiment = :id order by id", RunEntity.class)
            .setParameter("id", id.value())
            .setLockMode(LockModeType.PESSIMISTIC_WRITE)
            .getResultList();
    ExperimentEntity experiment = database.find(ExperimentEntity.class, id.value());
    if (experiment == null || !runs.stream().allMatch(Deletions::isAtRest)) {
      return false;
    }
    experiment.deletedAt = clock.instant();
    execute("insert into gateway.deleted_experiment (id) values (:id)", id);
    tell(id, runs.getFirst().partition);
    // The same submission again is a new experiment.
    execute("delete from gateway.submission_key where experiment = :id", id);
    return true;
  }

  /** Tells the other services of a deleted experiment once more, which is harmless. */
  @Transactional
  public void tellAgain(ExperimentId id) {
    tell(id, ANY_PARTITION);
  }

  private void tell(ExperimentId id, int partition) {
    byte[] deleted = Json.writeEvent(new ExperimentDeleted(id));
    database.persist(
        new OutboxEntity(
            Topics.EXPERIMENT_DELETIONS, partition, id.value(), deleted, clock.instant()));
  }

  /** Whether it was deleted, however long ago: trainers hear of it late, or not at all. */
  @Transactional
  public boolean isDeleted(ExperimentId id) {
    return database
        .createNativeQuery("select from gateway.deleted_experiment where id = :id", Object.class)
        .setParameter("id", id.value())
        .getResultStream()
        .findAny()
        .isPresent();
  }

  private static boolean isAtRest(RunEntity run) {
    return Experiments.isFinal(run.state)
        && (run.askedAttempt <= run.attempt || run.cancelledAttempt >= run.askedAttempt);
  }

  /** What is to be removed. */
  @Transactional
  public List<Deleted> marked() {
    return database
        .createNativeQuery(
            """
            select id, plan_key, plan_sha256, plan_bytes from gateway.experiment
            where deleted_at is not null order by deleted_at
            """,
            Object[].class)
        .getResultStream()
        .map(
            row ->
                new Deleted(
                    new ExperimentId((String) row[0]),
                    new ArtifactRef((String) row[1], (String) row[2], (Long) row[3])))
        .toList();
  }

  /** Some of its checkpoints that may still be stored. */
  @Transactional
  public List<ArtifactRef> checkpoints(ExperimentId id, int limit) {
    return database
        .createNativeQuery(
            "select key, sha256, bytes from gateway.checkpoint where deleted_at is null and run in "
                + ITS_RUNS,
            Object[].class)
        .setParameter("id", id.value())
        .setMaxResults(limit)
        .getResultStream()
        .map(row -> new ArtifactRef((String) row[0], (String) row[1], (Long) row[2]))
        .toList();
  }

  /** These checkpoints are stored no more. */
  @Transactional
  public void forget(List<ArtifactRef> checkpoints) {
    database
        .createMutationQuery("delete from CheckpointEntity where key in :keys")
        .setParameter("keys", checkpoints.stream().map(ArtifactRef::key).toList())
        .executeUpdate();
  }

  /** Nothing of it is stored any more. */
  @Transactional
  public void forget(ExperimentId id) {
    for (String table : List.of("checkpoint", "measurement", "training", "run_environment")) {
      execute("delete from gateway.%s where run in %s".formatted(table, ITS_RUNS), id);
    }
    for (String table : List.of("event", "run", "variant")) {
      execute("delete from gateway.%s where experiment = :id".formatted(table), id);
    }
    execute("delete from gateway.experiment where id = :id", id);
  }

  private void execute(String statement, ExperimentId id) {
    database.createNativeMutationQuery(statement).setParameter("id", id.value()).executeUpdate();
  }
}

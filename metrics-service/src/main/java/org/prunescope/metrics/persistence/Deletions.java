package org.prunescope.metrics.persistence;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
import org.prunescope.contract.experiment.ExperimentId;

/** Experiments that were deleted: nothing is kept of them but that. */
@ApplicationScoped
public class Deletions {
  private static final String ITS_VARIANTS =
      "(select id from metrics.variant where experiment = :id)";
  private static final String ITS_RUNS =
      "(select id from metrics.run where variant in " + ITS_VARIANTS + ")";

  private final EntityManager database;
  private final Clock clock;

  Deletions(EntityManager database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Removes all that is stored of it. Doing so twice is harmless. */
  @Transactional
  public void delete(ExperimentId id) {
    holdBack(id);
    database
        .createNativeQuery(
            "insert into metrics.deleted_experiment (id, deleted_at) values (:id, :now)"
                + " on conflict do nothing")
        .setParameter("id", id.value())
        .setParameter("now", clock.instant())
        .executeUpdate();
    for (String table : List.of("measurement", "failed_measurement", "measurement_start")) {
      execute("delete from metrics.%s where run in %s".formatted(table, ITS_RUNS), id);
    }
    for (String table :
        List.of(
            "comparison_estimate",
            "comparison_resampling",
            "comparison_result",
            "comparison",
            "planned_position",
            "run")) {
      execute("delete from metrics.%s where variant in %s".formatted(table, ITS_VARIANTS), id);
    }
    execute("delete from metrics.variant where experiment = :id", id);
    execute("delete from metrics.experiment where id = :id", id);
  }

  /** Whether it was deleted. */
  @Transactional
  public boolean contain(ExperimentId id) {
    return !database
        .createNativeQuery("select 1 from metrics.deleted_experiment where id = :id")
        .setParameter("id", id.value())
        .getResultList()
        .isEmpty();
  }

  /**
   * Until this transaction ends nobody else deletes the experiment or makes it known: who then asks
   * whether it was deleted sees what the other did.
   */
  void holdBack(ExperimentId id) {
    database
        .createNativeQuery("select 1 from pg_advisory_xact_lock(hashtextextended(:id, 0))")
        .setParameter("id", id.value())
        .getResultList();
  }

  private void execute(String statement, ExperimentId id) {
    database.createNativeQuery(statement).setParameter("id", id.value()).executeUpdate();
  }
}

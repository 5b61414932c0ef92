package org.prunescope.metrics.persistence;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
import org.prunescope.contract.experiment.ExperimentId;

/** Experiments that were deleted: in the end nothing is kept of them but that. */
@ApplicationScoped
public class Deletions {
  private static final String ITS_VARIANTS =
      "(select id from metrics.variant where experiment = :id)";
  private static final String ITS_RUNS =
      "(select id from metrics.run where variant in " + ITS_VARIANTS + ")";

  /**
   * Whose rows may be many, children before parents. Comparisons go before what they compare: what
   * is half removed shows runs that wait, and no numbers of populations that are no longer there.
   */
  private static final List<Table> TABLES =
      List.of(
          new Table("comparison_estimate", "variant", ITS_VARIANTS),
          new Table("comparison_resampling", "variant", ITS_VARIANTS),
          new Table("comparison_result", "variant", ITS_VARIANTS),
          new Table("comparison", "variant", ITS_VARIANTS),
          new Table("measurement", "run", ITS_RUNS),
          new Table("failed_measurement", "run", ITS_RUNS),
          new Table("measurement_start", "run", ITS_RUNS),
          new Table("planned_position", "variant", ITS_VARIANTS),
          new Table("run", "variant", ITS_VARIANTS));

  private final EntityManager database;
  private final Clock clock;

  Deletions(EntityManager database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  private record Table(String name, String column, String owners) {}

  /**
   * Deletes it: from now on nothing is stored or compared of it, and what is stored may be removed.
   * Waits for who has something of it in hand. Doing so twice is harmless.
   */
  @Transactional
  public void mark(ExperimentId id) {
    lock(id);
    query(
            "insert into metrics.deleted_experiment (id, deleted_at) values (:id, :now)"
                + " on conflict do nothing",
            id)
        .setParameter("now", clock.instant())
        .executeUpdate();
    query(
            "update metrics.comparison set computed_revision = revision"
                + " where revision > computed_revision and variant in "
                + ITS_VARIANTS,
            id)
        .executeUpdate();
  }

  /**
   * Removes some of what is stored of a deleted experiment, in a transaction of its own.
   *
   * @param most rows, variants apart, of which a plan has few and short ones; at least 1
   * @return whether nothing is left
   */
  @Transactional
  public boolean removeSome(ExperimentId id, int most) {
    lock(id);
    int left = most;
    for (Table table : TABLES) {
      left -= remove(table, id, left);
      if (left == 0) {
        return false;
      }
    }
    query("delete from metrics.variant where experiment = :id", id).executeUpdate();
    query("delete from metrics.experiment where id = :id", id).executeUpdate();
    return true;
  }

  /** Owner by owner, so that its index is read, however much there is of other experiments. */
  private int remove(Table table, ExperimentId id, int most) {
    return query(
            """
            delete from metrics.%1$s where ctid = any(array(
              select of_owner.ctid
              from %3$s owner
              cross join lateral (
                select ctid from metrics.%1$s where %2$s = owner.id limit :most) of_owner
              limit :most))
            """
                .formatted(table.name, table.column, table.owners),
            id)
        .setParameter("most", most)
        .executeUpdate();
  }

  /** Whether it was deleted. */
  @Transactional
  public boolean contain(ExperimentId id) {
    return !query("select 1 from metrics.deleted_experiment where id = :id", id)
        .getResultList()
        .isEmpty();
  }

  /**
   * Keeps the experiment from being deleted until this transaction ends; who stores something of it
   * asks here first.
   *
   * @return false where it was deleted before
   */
  boolean holdBack(ExperimentId id) {
    query("select 1 from pg_advisory_xact_lock_shared(hashtextextended(:id, 0))", id)
        .getResultList();
    return !contain(id);
  }

  /** Until this transaction ends nobody else holds the experiment back or deletes of it. */
  private void lock(ExperimentId id) {
    query("select 1 from pg_advisory_xact_lock(hashtextextended(:id, 0))", id).getResultList();
  }

  private Query query(String sql, ExperimentId id) {
    return database.createNativeQuery(sql).setParameter("id", id.value());
  }
}

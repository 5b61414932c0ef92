package org.prunescope.metrics.persistence;

import io.quarkus.hibernate.orm.panache.Panache;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Query;
import jakarta.transaction.Transactional;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.position.Position;

/**
 * How often each measurement has begun without coming to any end: what the process dies of is
 * thereby found out, whoever measures it.
 */
@ApplicationScoped
public class MeasurementStarts {
  /**
   * Counts a start, in a transaction of its own.
   *
   * @return those before it that came to no end
   */
  @Transactional
  public int begin(RunId run, int attempt, Position position) {
    Query upsert =
        query(
            "insert into metrics.measurement_start (run, attempt, phase, step, stage, starts)"
                + " values (:run, :attempt, :phase, :step, :stage, 1)"
                + " on conflict (run, attempt, phase, step, stage)"
                + " do update set starts = measurement_start.starts + 1 returning starts - 1",
            MeasuredPosition.of(run, attempt, position));
    return ((Number) upsert.getSingleResult()).intValue();
  }

  /** It has come to an end, whichever: measured, failed, or given back. */
  @Transactional
  public void end(RunId run, int attempt, Position position) {
    query(
            "delete from metrics.measurement_start where run = :run and attempt = :attempt"
                + " and phase = :phase and step = :step and stage = :stage",
            MeasuredPosition.of(run, attempt, position))
        .executeUpdate();
  }

  private static Query query(String sql, MeasuredPosition of) {
    return Panache.getEntityManager()
        .createNativeQuery(sql)
        .setParameter("run", of.run())
        .setParameter("attempt", of.attempt())
        .setParameter("phase", of.phase())
        .setParameter("step", of.step())
        .setParameter("stage", of.stage());
  }
}

package org.prunescope.gateway.persistence;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.event.TrainingMetrics;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.experiment.VariantId;

/** How runs trained, segment by segment. */
@ApplicationScoped
public class TrainingCurves {
  private final Session session;

  TrainingCurves(Session session) {
    this.session = session;
  }

  /**
   * One segment of a run.
   *
   * @param phase from 0
   * @param step updates made in that phase at the segment's end
   * @param loss mean over the segment's updates; null where it was no number
   * @param learningRate of the last update
   */
  public record Segment(
      RunId run,
      int attempt,
      int phase,
      int step,
      @Nullable Double loss,
      double learningRate,
      double imagesPerSecond) {}

  /** Takes a segment of a run in that was submitted here; the same again changes nothing. */
  @Transactional
  public void store(TrainingMetrics segment) {
    session
        .createNativeMutationQuery(
            """
            insert into gateway.training
              (run, attempt, phase, step, loss, learning_rate, images_per_second)
            select id, :attempt, :phase, :step, :loss, :learningRate, :imagesPerSecond
            from gateway.run where id = :run
            on conflict do nothing
            """)
        .setParameter("run", segment.run().text())
        .setParameter("attempt", segment.attempt())
        .setParameter("phase", segment.position().phase())
        .setParameter("step", segment.position().step())
        .setParameter("loss", segment.loss())
        .setParameter("learningRate", segment.learningRate())
        .setParameter("imagesPerSecond", segment.imagesPerSecond())
        .executeUpdate();
  }

  /**
   * A variant's segments, run by run.
   *
   * @param seed of one run; null for all
   */
  @Transactional
  public List<Segment> of(ExperimentId experiment, VariantId variant, @Nullable Long seed) {
    return session
        .createNativeQuery(
            """
            select t.run, t.attempt, t.phase, t.step, t.loss, t.learning_rate, t.images_per_second
            from gateway.training t join gateway.run r on r.id = t.run
            where r.experiment = :experiment and r.variant = :variant
              and (cast(:seed as bigint) is null or r.seed = cast(:seed as bigint))
            order by r.seed, t.attempt, t.phase, t.step
            """,
            Object[].class)
        .setParameter("experiment", experiment.value())
        .setParameter("variant", experiment + "/" + variant)
        .setParameter("seed", seed, Long.class)
        .getResultStream()
        .map(
            row ->
                new Segment(
                    RunId.parse((String) row[0]),
                    (Integer) row[1],
                    (Integer) row[2],
                    (Integer) row[3],
                    Double.isFinite((Double) row[4]) ? (Double) row[4] : null,
                    (Double) row[5],
                    (Double) row[6]))
        .toList();
  }
}

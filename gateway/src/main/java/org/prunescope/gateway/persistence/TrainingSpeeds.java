package org.prunescope.gateway.persistence;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.hibernate.Session;
import org.hibernate.query.MutationQuery;
import org.prunescope.contract.event.TrainingMetrics;
import org.prunescope.contract.experiment.Precision;
import org.prunescope.contract.json.Json;
import org.prunescope.contract.network.Architecture;
import org.prunescope.gateway.algorithm.estimate.LearningKind;
import org.prunescope.gateway.algorithm.estimate.MeasuredSpeed;

/** How fast segments were trained here. */
@ApplicationScoped
public class TrainingSpeeds {
  /** Newest segments of each kind that are kept. */
  private static final int KEPT = 50;

  private final Session session;

  TrainingSpeeds(Session session) {
    this.session = session;
  }

  /** Kinds of training whose speeds are alike. */
  public record Kind(
      Architecture architecture,
      LearningKind learning,
      int batchSize,
      int threads,
      Precision precision) {}

  /** Takes a segment's speed in; the same again changes nothing. */
  @Transactional
  public void store(Kind kind, TrainingMetrics segment) {
    of(
            kind,
            """
            insert into gateway.training_speed
              (architecture, learning, batch_size, threads, precision,
               run, attempt, position, images_per_second)
            values (:architecture, :learning, :batchSize, :threads, :precision,
               :run, :attempt, :position, :imagesPerSecond)
            on conflict (run, attempt, position) do nothing
            """)
        .setParameter("run", segment.run().text())
        .setParameter("attempt", segment.attempt())
        .setParameter("position", segment.position().text())
        .setParameter("imagesPerSecond", segment.imagesPerSecond())
        .executeUpdate();
    of(
            kind,
            """
            delete from gateway.training_speed where id in (
              select id from gateway.training_speed
              where architecture = :architecture and learning = :learning
                and batch_size = :batchSize and threads = :threads
                and precision = :precision
              order by id desc offset %d)
            """
                .formatted(KEPT))
        .executeUpdate();
  }

  /** The median of every kind that was measured. */
  @Transactional
  public List<MeasuredSpeed> medians() {
    return session
        .createNativeQuery(
            """
            select architecture, learning, batch_size, threads, precision,
              percentile_cont(0.5) within group (order by images_per_second), count(*)
            from gateway.training_speed
            group by architecture, learning, batch_size, threads, precision
            """,
            Object[].class)
        .getResultList()
        .stream()
        .map(TrainingSpeeds::speed)
        .toList();
  }

  private MutationQuery of(Kind kind, String query) {
    return session
        .createNativeMutationQuery(query)
        .setParameter("architecture", json(kind.architecture))
        .setParameter("learning", kind.learning.name())
        .setParameter("batchSize", kind.batchSize)
        .setParameter("threads", kind.threads)
        .setParameter("precision", kind.precision.name());
  }

  private static String json(Architecture architecture) {
    return new String(Json.write(architecture), StandardCharsets.UTF_8);
  }

  private static MeasuredSpeed speed(Object[] row) {
    return new MeasuredSpeed(
        Json.read(((String) row[0]).getBytes(StandardCharsets.UTF_8), Architecture.class),
        LearningKind.valueOf((String) row[1]),
        (Integer) row[2],
        (Integer) row[3],
        Precision.valueOf((String) row[4]),
        (Double) row[5],
        (Long) row[6]);
  }
}

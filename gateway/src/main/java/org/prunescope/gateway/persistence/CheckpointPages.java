package org.prunescope.gateway.persistence;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.Session;
import org.hibernate.query.SelectionQuery;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.experiment.VariantId;
import org.prunescope.contract.position.Position;

/** Checkpoints of an experiment's runs, page by page, as they were announced. */
@ApplicationScoped
public class CheckpointPages {
  private final Session session;

  CheckpointPages(Session session) {
    this.session = session;
  }

  /**
   * Which checkpoints.
   *
   * @param variant that their runs are of; null for all
   * @param seed of their runs; null for all
   * @param last whether only the newest of each run
   * @param kept whether only those that are still stored
   * @param limit at most so many
   * @param after only those announced after this one
   */
  public record Query(
      ExperimentId experiment,
      @Nullable VariantId variant,
      @Nullable Long seed,
      boolean last,
      boolean kept,
      int limit,
      long after) {}

  /**
   * One checkpoint.
   *
   * @param last whether it is the run's newest
   * @param deletedAt null while it is stored
   * @param announced its place in the order of all
   */
  public record Found(
      RunId run,
      int attempt,
      Position position,
      boolean last,
      ArtifactRef artifact,
      @Nullable Instant deletedAt,
      long announced) {}

  /** What there is of these. */
  @Transactional
  public List<Found> find(Query query) {
    String hql =
        "select c, r.lastKey from CheckpointEntity c join RunEntity r on r.id = c.run"
            + " where r.experiment = :experiment and c.announced > :after";
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("experiment", query.experiment.value());
    parameters.put("after", query.after);
    if (query.variant != null) {
      hql += " and r.variant.name = :variant";
      parameters.put("variant", query.variant.value());
    }
    if (query.seed != null) {
      hql += " and r.seed = :seed";
      parameters.put("seed", query.seed);
    }
    hql += query.last ? " and c.key = r.lastKey" : "";
    hql += query.kept ? " and c.deletedAt is null" : "";
    SelectionQuery<Object[]> selection =
        session
            .createSelectionQuery(hql + " order by c.announced", Object[].class)
            .setMaxResults(query.limit);
    parameters.forEach(selection::setParameter);
    return selection.getResultList().stream().map(CheckpointPages::found).toList();
  }

  /**
   * A checkpoint with this content, one that is still stored before one that is not; empty where
   * the experiment never had one.
   */
  @Transactional
  public Optional<Found> withContent(ExperimentId experiment, String sha256) {
    return session
        .createSelectionQuery(
            "select c, r.lastKey from CheckpointEntity c join RunEntity r on r.id = c.run"
                + " where r.experiment = :experiment and c.sha256 = :sha256"
                + " order by c.deletedAt desc nulls first, c.announced",
            Object[].class)
        .setParameter("experiment", experiment.value())
        .setParameter("sha256", sha256)
        .setMaxResults(1)
        .getResultStream()
        .findFirst()
        .map(CheckpointPages::found);
  }

  private static Found found(Object[] row) {
    CheckpointEntity checkpoint = (CheckpointEntity) row[0];
    return new Found(
        RunId.parse(checkpoint.run),
        checkpoint.attempt,
        checkpoint.ref().position(),
        checkpoint.key.equals(row[1]),
        checkpoint.ref().artifact(),
        checkpoint.deletedAt,
        checkpoint.announced);
  }
}

package org.prunescope.gateway.persistence;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.Session;
import org.hibernate.query.SelectionQuery;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.event.RunState;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.VariantId;

/** Runs of an experiment page by page, in the order of their release. */
@ApplicationScoped
public class RunPages {
  private final Session session;

  RunPages(Session session) {
    this.session = session;
  }

  /**
   * Which runs.
   *
   * @param state that they are in; null for any
   * @param variant that they are of; null for all
   * @param limit at most so many
   * @param after only those that follow this place; -1 for all
   */
  public record Query(
      ExperimentId experiment,
      @Nullable RunState state,
      @Nullable VariantId variant,
      int limit,
      int after) {}

  /** A run and its place in the order of release, from 0. */
  public record Placed(RunStatus run, int place) {}

  /** What there is of these. */
  @Transactional
  public List<Placed> find(Query query) {
    String hql = "from RunEntity where experiment = :experiment and ordinal > :after";
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("experiment", query.experiment.value());
    parameters.put("after", query.after);
    if (query.state != null) {
      hql += " and state = :state";
      parameters.put("state", query.state);
    }
    if (query.variant != null) {
      hql += " and variant.name = :variant";
      parameters.put("variant", query.variant.value());
    }
    SelectionQuery<RunEntity> selection =
        session
            .createSelectionQuery(hql + " order by ordinal", RunEntity.class)
            .setMaxResults(query.limit);
    parameters.forEach(selection::setParameter);
    return selection
        .getResultStream()
        .map(run -> new Placed(RunStatus.of(run), run.ordinal))
        .toList();
  }
}

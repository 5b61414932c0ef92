package org.prunescope.gateway.persistence;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hibernate.Session;
import org.prunescope.contract.experiment.ExperimentId;

/**
 * What happened to experiments, entry by entry. An entry's number is given under its experiment's
 * row lock and seen when that is released, so whoever sees entry n sees all before it, too.
 */
@ApplicationScoped
public class EventLog {
  private final Session session;

  EventLog(Session session) {
    this.session = session;
  }

  /**
   * One change.
   *
   * @param n number within the experiment, from 1, without gaps
   * @param body the run as it then stood, as JSON
   */
  public record Entry(long n, String body) {}

  /** The first so many entries after the one of that number. */
  @Transactional
  public List<Entry> after(ExperimentId experiment, long n, int most) {
    return session
        .createSelectionQuery(
            "select n, body from EventEntity where experiment = :experiment and n > :n order by n",
            Object[].class)
        .setParameter("experiment", experiment.value())
        .setParameter("n", n)
        .setMaxResults(most)
        .getResultStream()
        .map(row -> new Entry((Long) row[0], (String) row[1]))
        .toList();
  }

  /** The newest entry's number, 0 for none, of those experiments that are there. */
  @Transactional
  public Map<ExperimentId, Long> newest(Collection<ExperimentId> experiments) {
    return session
        .createSelectionQuery(
            "select id, events from ExperimentEntity where id in :ids", Object[].class)
        .setParameter("ids", experiments.stream().map(ExperimentId::value).toList())
        .getResultStream()
        .collect(Collectors.toMap(row -> new ExperimentId((String) row[0]), row -> (Long) row[1]));
  }
}

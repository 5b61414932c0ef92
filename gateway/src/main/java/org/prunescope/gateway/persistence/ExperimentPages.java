package org.prunescope.gateway.persistence;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.gateway.Caller;

/** Experiments page by page, the newest first. */
@ApplicationScoped
public class ExperimentPages {
  private final Session session;
  private final Experiments experiments;
  private final PublishedResults results;

  ExperimentPages(Session session, Experiments experiments, PublishedResults results) {
    this.session = session;
    this.experiments = experiments;
    this.results = results;
  }

  /** An experiment's place in the order of all. */
  public record Place(Instant submittedAt, ExperimentId id) {}

  /**
   * Which experiments.
   *
   * @param complete whether nothing more may change by itself; null for both
   * @param name part of their names, in small letters or large ones
   * @param limit at most so many
   * @param after only those that follow this place
   */
  public record Query(
      Caller caller, @Nullable Boolean complete, String name, int limit, @Nullable Place after) {}

  /**
   * What there is of these, all of it at one moment: it takes both the runs and the comparisons due
   * to say which are complete.
   */
  @Transactional
  public List<ExperimentStatus> find(Query query) {
    session
        .createNativeMutationQuery("set transaction isolation level repeatable read")
        .executeUpdate();
    Map<ExperimentId, Long> due = results.comparisonsDue();
    List<String> ids =
        session
            .createNativeQuery(
                """
                select e.id from gateway.experiment e
                where e.deleted_at is null and (e.owner is null or e.owner = cast(:caller as text))
                  and strpos(lower(e.name), lower(:name)) > 0
                  and (cast(:complete as boolean) is null
                    or cast(:complete as boolean) = (%s))
                  and (cast(:afterId as text) is null
                    or (e.submitted_at, e.id)
                      < (cast(:afterTime as timestamptz), cast(:afterId as text)))
                order by e.submitted_at desc, e.id desc limit :limit
                """
                    .formatted(isComplete(due.keySet())),
                String.class)
            .setParameter("caller", query.caller.name(), String.class)
            .setParameter("name", query.name)
            .setParameter("complete", query.complete, Boolean.class)
            .setParameter(
                "afterId", query.after == null ? null : query.after.id.value(), String.class)
            .setParameter(
                "afterTime", query.after == null ? null : query.after.submittedAt, Instant.class)
            .setParameter("limit", query.limit)
            .getResultList();
    return experiments.statuses(ids).stream()
        .map(status -> status.due(due.getOrDefault(status.id(), 0L)))
        .toList();
  }

  /**
   * In SQL, of an experiment e. Ids and states hold no quotes.
   *
   * @param due experiments with comparisons that are due
   */
  private static String isComplete(Collection<ExperimentId> due) {
    String complete =
        """
        not exists (
          select from gateway.run r where r.experiment = e.id and r.state not in (%s))
        and not exists (
          select from gateway.measurement m join gateway.run r on r.id = m.run
          where m.asked_at is not null and r.experiment = e.id)
        and not exists (
          select from gateway.run r where r.experiment = e.id
            and r.asked_attempt > r.attempt and r.cancelled_attempt < r.asked_attempt)
        """
            .formatted(quoted(Experiments.FINAL));
    return due.isEmpty() ? complete : complete + " and e.id not in (" + quoted(due) + ")";
  }

  private static String quoted(Collection<?> words) {
    return words.stream().map(word -> "'" + word + "'").collect(Collectors.joining(", "));
  }
}

package org.prunescope.gateway.persistence;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.event.RunState;

/** How all runs stand together, deleted experiments apart. */
@ApplicationScoped
public class RunCounts {
  private final Session session;
  private final Clock clock;

  RunCounts(Session session, Clock clock) {
    this.session = session;
    this.clock = clock;
  }

  /**
   * What there is at a moment; ages are zero where there is nothing to have one.
   *
   * @param runs in each state that any run is in
   * @param oldestSegment since the run that trains and has got no further for longest did so last
   * @param oldestMeasurement since the run that waits for its measurements for longest was trained
   * @param sinceChange since anything changed about any run, its submission included, where one is
   *     unfinished
   * @param outbox records that are still to be sent
   */
  public record Counts(
      Map<RunState, Long> runs,
      Duration oldestSegment,
      Duration oldestMeasurement,
      Duration sinceChange,
      long outbox) {
    public Counts {
      runs = Map.copyOf(runs);
    }
  }

  /** How they stand now. */
  @Transactional
  public Counts now() {
    Map<RunState, Long> runs = new EnumMap<>(RunState.class);
    Map<RunState, Instant> oldest = new EnumMap<>(RunState.class);
    NavigableSet<Instant> changed = new TreeSet<>();
    session
        .createSelectionQuery(
            """
            select r.state, count(*), min(coalesce(r.progressedAt, r.changedAt)), max(r.changedAt) from RunEntity r
            where exists (from ExperimentEntity e where e.id = r.experiment)
            group by r.state
            """,
            Object[].class)
        .getResultStream()
        .forEach(
            row -> {
              runs.put((RunState) row[0], (Long) row[1]);
              oldest.put((RunState) row[0], (Instant) row[2]);
              changed.add((Instant) row[3]);
            });
    long outbox =
        session
            .createSelectionQuery("select count(*) from OutboxEntity", Long.class)
            .getSingleResult();
    boolean isAnyUnfinished = runs.keySet().stream().anyMatch(state -> !Experiments.isFinal(state));
    return new Counts(
        runs,
        since(oldest.get(RunState.TRAINING)),
        since(oldest.get(RunState.TRAINED)),
        since(isAnyUnfinished ? changed.last() : null),
        outbox);
  }

  private Duration since(@Nullable Instant instant) {
    return instant == null ? Duration.ZERO : Duration.between(instant, clock.instant());
  }
}

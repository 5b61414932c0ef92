package org.prunescope.gateway;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.gateway.persistence.EventLog;
import org.prunescope.gateway.persistence.EventLog.Entry;
import org.prunescope.gateway.persistence.ExperimentStatus;
import org.prunescope.gateway.persistence.Experiments;

/**
 * Tells what happens to an experiment as it happens, until it is complete. PostgreSQL is the only
 * source, so whoever follows may go on at any gateway from the last number that they have seen.
 */
@ApplicationScoped
public class FollowExperiment {
  /** Connections that say nothing for longer are cut by what stands in between. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  /** Between the last run's end and that of its comparison there is no event. */
  private static final Duration NEARLY_COMPLETE = Duration.ofSeconds(1);

  private static final int AT_ONCE = 500;

  private final EventLog log;
  private final EventBell bell;
  private final ShowExperiments show;

  FollowExperiment(EventLog log, EventBell bell, ShowExperiments show) {
    this.log = log;
    this.bell = bell;
    this.show = show;
  }

  /** What one who follows hears. */
  public sealed interface Heard {
    /** A run changed. */
    record Changed(Entry entry) implements Heard {}

    /** Nothing changed for a while. */
    record Silence() implements Heard {}

    /** Nothing more will change by itself: the last that is heard. */
    record Completed(ExperimentStatus status) implements Heard {}

    /** The experiment is gone: the last that is heard, too. */
    record Deleted(ExperimentId experiment) implements Heard {}

    /** Whether nothing is heard after it. */
    default boolean isLast() {
      return this instanceof Completed || this instanceof Deleted;
    }
  }

  /** The newest entry's number, 0 for none; empty where there is no such experiment. */
  public Optional<Long> newest(ExperimentId id) {
    return Optional.ofNullable(log.newest(List.of(id)).get(id));
  }

  /** Everything after the entry of that number. */
  public Multi<Heard> after(ExperimentId id, long n) {
    AtomicLong seen = new AtomicLong(n);
    return Multi.createBy()
        .repeating()
        .uni(() -> next(id, seen))
        .whilst(heard -> heard.isEmpty() || !heard.getLast().isLast())
        .onItem()
        .disjoint();
  }

  private Uni<List<Heard>> next(ExperimentId id, AtomicLong seen) {
    return Uni.createFrom()
        .item(() -> read(id, seen))
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
        .chain(
            look ->
                look.heard.isEmpty() ? await(id, seen, look) : Uni.createFrom().item(look.heard));
  }

  private record Look(List<Heard> heard, Duration patience) {}

  private Look read(ExperimentId id, AtomicLong seen) {
    // The state first: what happened until then is in the log that is read after it.
    Optional<Long> newest = newest(id);
    if (newest.isEmpty()) {
      return new Look(List.of(new Heard.Deleted(id)), HEARTBEAT);
    }
    Optional<ExperimentStatus> status =
        newest.get() > seen.get() ? Optional.empty() : show.status(id);
    List<Heard> heard = new ArrayList<>();
    for (Entry entry : log.after(id, seen.get(), AT_ONCE)) {
      heard.add(new Heard.Changed(entry));
      seen.set(entry.n());
    }
    if (heard.isEmpty() && status.isPresent() && status.get().complete()) {
      heard.add(new Heard.Completed(status.get()));
    }
    boolean nearlyComplete =
        status.isPresent()
            && status.get().runsByState().keySet().stream().allMatch(Experiments::isFinal);
    return new Look(heard, nearlyComplete ? NEARLY_COMPLETE : HEARTBEAT);
  }

  private Uni<List<Heard>> await(ExperimentId id, AtomicLong seen, Look look) {
    return bell.await(id, seen.get(), look.patience)
        .map(rung -> rung ? List.of() : List.of(new Heard.Silence()));
  }
}

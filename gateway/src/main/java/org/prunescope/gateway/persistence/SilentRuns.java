package org.prunescope.gateway.persistence;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.prunescope.contract.event.RunState;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.position.Position;

/** Runs of which nothing was heard for longer than they take. */
@ApplicationScoped
public class SilentRuns implements PanacheRepositoryBase<RunEntity, String> {
  /** In one look: what is left is for the next. */
  private static final int MOST = 1000;

  private final Clock clock;
  private final ChangeLog changes;
  private final Interventions interventions;

  SilentRuns(Clock clock, ChangeLog changes, Interventions interventions) {
    this.clock = clock;
    this.changes = changes;
    this.interventions = interventions;
  }

  /** A run and the partition of all its records. */
  public record Silent(RunId run, int partition) {}

  /** What became of a silent run. */
  public enum Outcome {
    /** It has been heard of in the meantime, or has been asked something. */
    HEARD,
    RE_DRIVEN,
    /** It was re-driven as often as it may be. */
    GIVEN_UP
  }

  /** Runs that are to go on by themselves and have said nothing, nor been asked, for so long. */
  @Transactional
  public List<Silent> find(Duration patience) {
    Instant since = clock.instant().minus(patience);
    return getEntityManager()
        .createQuery(
            """
            from RunEntity r join fetch r.variant
            where r.decided in (REQUESTED, TRAINING) and not r.stalled
              and coalesce(r.progressedAt, r.changedAt) < :since
              and (r.askedAt is null or r.askedAt < :since)
            order by r.changedAt
            """,
            RunEntity.class)
        .setParameter("since", since)
        .getResultStream()
        .filter(run -> isSilent(run, since))
        .limit(MOST)
        .map(run -> new Silent(RunId.parse(run.id), run.partition))
        .toList();
  }

  /**
   * Re-drives a run of which nothing is on Kafka any more, so often since it last got further.
   *
   * @param most greatest number of times
   */
  @Transactional
  public Outcome redrive(RunId id, Duration patience, int most) {
    RunEntity run = findById(id.text(), LockModeType.PESSIMISTIC_WRITE);
    if (run == null || !isSilent(run, clock.instant().minus(patience))) {
      return Outcome.HEARD;
    }
    if (run.redriven >= most) {
      run.stalled = true;
    } else {
      run.redriven++;
      interventions.redrive(run);
    }
    changes.append(run);
    return run.stalled ? Outcome.GIVEN_UP : Outcome.RE_DRIVEN;
  }

  private boolean isSilent(RunEntity run, Instant since) {
    Instant heard = run.progressedAt == null ? run.changedAt : run.progressedAt;
    boolean isAsked = run.askedAt != null && !run.askedAt.isBefore(since);
    int current = Math.max(1, Math.max(run.attempt, run.askedAttempt));
    boolean isToStop = run.cancelledAttempt == current;
    return heard.isBefore(since) && !isAsked && !isToStop && !run.stalled && isToGoOn(run);
  }

  /** A branch goes on by itself from when its trunk has come to its fork. */
  private boolean isToGoOn(RunEntity run) {
    if (run.decided != RunState.REQUESTED) {
      return run.decided == RunState.TRAINING;
    }
    String trunk = run.trunk();
    Position at = run.forkAt();
    if (trunk == null || at == null) {
      return true;
    }
    Position reached = findById(trunk).position();
    return reached != null && !at.isAfter(reached);
  }
}

package org.prunescope.gateway.persistence;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.position.Position;
import org.prunescope.gateway.algorithm.Watched;
import org.prunescope.gateway.algorithm.Watched.Verdict;

/** Runs of which nothing was heard for long. */
@ApplicationScoped
public class SilentRuns implements PanacheRepositoryBase<RunEntity, String> {
  private final Clock clock;
  private final ChangeLog changes;
  private final Interventions interventions;
  private final Deletions deletions;

  SilentRuns(Clock clock, ChangeLog changes, Interventions interventions, Deletions deletions) {
    this.clock = clock;
    this.changes = changes;
    this.interventions = interventions;
    this.deletions = deletions;
  }

  /** A run and the partition of all its records. */
  public record Silent(RunId run, int partition) {}

  /**
   * Some of them: not all at once, for hundreds may be waiting.
   *
   * @param end where the next page begins
   */
  public record Page(List<Silent> runs, String end) {
    /** Before the first page; where the last one ends. */
    public static final String BEGIN = "";

    public Page {
      runs = List.copyOf(runs);
    }
  }

  /**
   * Runs that are lost if nothing of them is on Kafka.
   *
   * @param most that are looked at for this page
   */
  @Transactional
  public Page find(String begin, int most, Duration patience, int redrives) {
    List<RunEntity> runs =
        getEntityManager()
            .createQuery(
                """
                from RunEntity r join fetch r.variant
                where (r.state in (REQUESTED, TRAINING, TRAINED) or r.askedAttempt > r.attempt)
                  and not r.stalled and coalesce(r.progressedAt, r.changedAt) <= :since
                  and r.id > :begin
                order by r.id
                """,
                RunEntity.class)
            .setParameter("since", clock.instant().minus(patience))
            .setParameter("begin", begin)
            .setMaxResults(most)
            .getResultList();
    return new Page(
        runs.stream()
            .filter(run -> verdict(run, patience, redrives) != Verdict.LEAVE)
            .map(run -> new Silent(RunId.parse(run.id), run.partition))
            .toList(),
        runs.size() < most ? Page.BEGIN : runs.getLast().id);
  }

  /** Does what is to be done about a run of which nothing is on Kafka, and says what that was. */
  @Transactional
  public Verdict judge(RunId id, Duration patience, int redrives) {
    RunEntity run = findById(id.text(), LockModeType.PESSIMISTIC_WRITE);
    if (deletions.isDeleted(id.experiment())) {
      return Verdict.LEAVE;
    }
    Verdict verdict = verdict(run, patience, redrives);
    switch (verdict) {
      case LEAVE -> {
        return verdict; // It has been heard of meanwhile.
      }
      case REDRIVE -> {
        run.redriven++;
        interventions.askAgain(run);
      }
      case GIVE_UP -> run.stalled = true;
    }
    changes.append(run);
    return verdict;
  }

  /** How many are given up. */
  @Transactional
  public long stalled() {
    return count("stalled");
  }

  private Verdict verdict(RunEntity run, Duration patience, int redrives) {
    Instant heard = run.progressedAt == null ? run.changedAt : run.progressedAt;
    Instant last = run.askedAt == null || run.askedAt.isBefore(heard) ? heard : run.askedAt;
    return new Watched(
            interventions.known(run),
            isBeforeFork(run),
            Duration.between(last, clock.instant()).toSeconds(),
            run.redriven,
            run.stalled)
        .verdict(patience.toSeconds(), redrives);
  }

  private boolean isBeforeFork(RunEntity run) {
    String trunk = run.trunk();
    Position at = run.forkAt();
    if (trunk == null || at == null || run.forkKey != null) {
      return false;
    }
    Position reached = findById(trunk).position();
    return reached == null || at.isAfter(reached);
  }
}

package org.prunescope.gateway.persistence;

import io.quarkus.hibernate.orm.panache.Panache;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.position.Position;
import org.prunescope.gateway.GatewayConfig;
import org.prunescope.gateway.algorithm.Retention;

/** Checkpoints that were announced, and whether they are still there. */
@ApplicationScoped
public class Checkpoints implements PanacheRepositoryBase<CheckpointEntity, String> {
  private static final Logger LOG = Logger.getLogger(Checkpoints.class);

  /** Before a run is looked at again of which something could not be deleted. */
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMinutes(1);

  private final Clock clock;

  private final Duration grace;

  private final Deletions deletions;

  Checkpoints(Clock clock, GatewayConfig config, Deletions deletions) {
    this.clock = clock;
    this.deletions = deletions;
    this.grace = config.sweep().grace();
  }

  /**
   * Takes in that a checkpoint is stored. One that was deleted is there again: who announces it has
   * just stored it.
   *
   * @return false where its experiment was deleted meanwhile: then it is known to nobody, and has
   *     to go
   */
  @Transactional
  public boolean announced(RunId id, int attempt, CheckpointRef checkpoint) {
    RunEntity run =
        getEntityManager().find(RunEntity.class, id.text(), LockModeType.PESSIMISTIC_WRITE);
    if (deletions.isDeleted(id.experiment())) {
      return false;
    }
    if (run == null) {
      LOG.warnf("a checkpoint of a run that was never submitted here: run=%s", id);
      return true;
    }
    CheckpointEntity known = findById(checkpoint.artifact().key());
    if (known == null) {
      CheckpointEntity stored = new CheckpointEntity(id, attempt, checkpoint);
      persist(stored);
      run.keeps(stored);
    } else {
      if (known.deletedAt != null) {
        run.regains(known);
      }
      known.deletedAt = null;
      known.needlessSince = null;
    }
    run.sweepAt = clock.instant();
    return true;
  }

  /**
   * What was done for a run.
   *
   * @param deleted how many of its checkpoints
   * @param bytes that these took
   */
  public record Swept(RunId run, int deleted, long bytes) {}

  /**
   * Takes one run of which something new is known and that no other gateway has in hand, and
   * deletes those of its checkpoints that nothing has needed for a while. What is known of the run
   * stays as it is meanwhile. A checkpoint is deleted first and counts as deleted then: in between
   * it may be deleted twice.
   *
   * @param delete says whether the artifact is gone; one that is not is tried again later
   * @return empty where nothing is new
   */
  @Transactional
  public Optional<Swept> sweepOne(Predicate<ArtifactRef> delete) {
    Instant now = clock.instant();
    Optional<RunEntity> due = due(now);
    due.ifPresent(run -> run.sweepAt = null);
    return due.map(run -> sweep(run, delete, now));
  }

  private Optional<RunEntity> due(Instant now) {
    return Panache.getSession()
        .createNativeQuery(
            """
            select * from gateway.run r where sweep_at <= :now
              and not exists (select from gateway.deleted_experiment d where d.id = r.experiment)
            order by sweep_at limit 1 for update skip locked
            """,
            RunEntity.class)
        .setParameter("now", now)
        .getResultStream()
        .findFirst();
  }

  private Swept sweep(RunEntity run, Predicate<ArtifactRef> delete, Instant now) {
    int deleted = 0;
    long bytes = 0;
    for (CheckpointEntity checkpoint : notNeeded(run)) {
      if (!checkpoint.mayGo(now, grace)) {
        if (checkpoint.needlessSince == null) {
          checkpoint.needlessSince = now;
        }
        run.sweepAt = earlier(run.sweepAt, checkpoint.needlessSince.plus(grace));
      } else if (delete.test(checkpoint.stored().artifact())) {
        checkpoint.deletedAt = now;
        run.loses(checkpoint);
        deleted++;
        bytes += checkpoint.bytes;
      } else {
        run.sweepAt = earlier(run.sweepAt, now.plus(PAUSE_AFTER_FAILURE));
      }
    }
    return new Swept(RunId.parse(run.id), deleted, bytes);
  }

  private static Instant earlier(@Nullable Instant one, Instant other) {
    return one == null || other.isBefore(one) ? other : one;
  }

  private List<CheckpointEntity> notNeeded(RunEntity run) {
    ExperimentEntity experiment = getEntityManager().find(ExperimentEntity.class, run.experiment);
    return switch (experiment.checkpoints) {
      case ALL -> List.of();
      case FINAL -> {
        Map<Retention.Stored, CheckpointEntity> stored =
            list("run = ?1 and deletedAt is null", run.id).stream()
                .collect(Collectors.toMap(CheckpointEntity::stored, Function.identity()));
        yield Retention.notNeeded(List.copyOf(stored.keySet()), known(run)).stream()
            .map(stored::get)
            .toList();
      }
    };
  }

  private Retention.Known known(RunEntity run) {
    Position position = run.position();
    Retention.Place last =
        position == null || run.lastKey == null ? null : new Retention.Place(position, run.lastKey);
    return new Retention.Known(
        run.attempt,
        run.decided.hasEnded(),
        last,
        run.variant.measured.stream().map(Position::parse).collect(Collectors.toSet()),
        measured(run),
        branches(run));
  }

  /** A measurement that was asked for again is as good as none, until that is answered. */
  private Set<Retention.Attempt> measured(RunEntity run) {
    return getEntityManager()
        .createQuery(
            "from MeasurementEntity where run = :run and stored and askedAt is null",
            MeasurementEntity.class)
        .setParameter("run", run.id)
        .getResultStream()
        .map(done -> new Retention.Attempt(done.attempt, Position.parse(done.position)))
        .collect(Collectors.toSet());
  }

  /** Runs of the same seed, of variants that fork from this run's. */
  private List<Retention.Branch> branches(RunEntity run) {
    return getEntityManager()
        .createQuery(
            "from RunEntity where variant.forkTrunk = :variant and seed = :seed", RunEntity.class)
        .setParameter("variant", run.variant.id)
        .setParameter("seed", run.seed)
        .getResultStream()
        .map(
            branch ->
                new Retention.Branch(
                    Position.parse(Objects.requireNonNull(branch.variant.forkAt)),
                    branch.forkKey,
                    branch.lastKey != null))
        .toList();
  }
}

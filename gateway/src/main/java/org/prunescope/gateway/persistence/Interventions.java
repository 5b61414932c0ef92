package org.prunescope.gateway.persistence;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.artifact.ArtifactRef;
import org.prunescope.contract.event.CheckpointRef;
import org.prunescope.contract.event.RunCommand;
import org.prunescope.contract.event.RunCommand.RunCancelled;
import org.prunescope.contract.event.RunCommand.RunResumed;
import org.prunescope.contract.event.RunState;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.contract.experiment.RunId;
import org.prunescope.contract.json.Json;
import org.prunescope.contract.position.Position;
import org.prunescope.contract.topic.Topics;
import org.prunescope.gateway.algorithm.Intervention;

/**
 * What is asked of single runs: decided from what is stored, and stored with what is to be sent.
 */
@ApplicationScoped
public class Interventions implements PanacheRepositoryBase<RunEntity, String> {
  /** By when a command that Kafka has is answered, unless it was lost or the pruner is away. */
  private static final Duration ON_ITS_WAY = Duration.ofMinutes(1);

  private final Clock clock;
  private final Outbox outbox;
  private final ChangeLog changes;
  private final Remeasurements remeasurements;
  private final Deletions deletions;

  Interventions(
      Clock clock,
      Outbox outbox,
      ChangeLog changes,
      Remeasurements remeasurements,
      Deletions deletions) {
    this.clock = clock;
    this.outbox = outbox;
    this.changes = changes;
    this.remeasurements = remeasurements;
    this.deletions = deletions;
  }

  /**
   * What a wish came to.
   *
   * @param from the newest checkpoint that the run has recorded; null before the first
   */
  public record Outcome(Intervention intervention, @Nullable Position from) {}

  /** Cancels the run as far as that is to be done; empty where there is no such run. */
  @Transactional
  public Optional<Outcome> cancel(RunId id, ArtifactRef plan) {
    return locked(id).map(run -> ask(run, plan, Intervention.cancel(known(run))));
  }

  /**
   * Resumes the run as far as that is to be done; empty where there is no such run.
   *
   * @param all also where it seems to be under way
   */
  @Transactional
  public Optional<Outcome> resume(RunId id, ArtifactRef plan, boolean all) {
    return locked(id)
        .map(run -> ask(run, plan, Intervention.resume(known(run), all || run.stalled)));
  }

  /**
   * The trunk that keeps this run blocked; empty where none does, and where there is no such run.
   */
  @Transactional
  public Optional<RunId> blockedBy(RunId id) {
    return findByIdOptional(id.text())
        .filter(run -> run.decided == RunState.BLOCKED)
        .map(run -> run.blockedBy)
        .map(RunId::parse);
  }

  /** Runs that have not begun from their trunk's checkpoint nor ended, with that trunk. */
  @Transactional
  public Map<RunId, RunId> waitingBranches(ExperimentId experiment) {
    Map<RunId, RunId> trunks = new HashMap<>();
    for (RunEntity run :
        list("from RunEntity r join fetch r.variant where r.experiment = ?1", experiment.value())) {
      String trunk = run.trunk();
      if (trunk != null && run.forkKey == null && !run.decided.hasEnded()) {
        trunks.put(RunId.parse(run.id), RunId.parse(trunk));
      }
    }
    return trunks;
  }

  /**
   * Says what was asked of a run last once more, or asks for what is not measured of it, in the
   * transaction that has it locked.
   */
  void askAgain(RunEntity run) {
    ArtifactRef plan = getEntityManager().find(ExperimentEntity.class, run.experiment).plan();
    Outcome outcome = carryOut(run, plan, Intervention.again(known(run)));
    if (outcome.intervention() instanceof Intervention.Measure) {
      remeasurements.askForMissing(RunId.parse(run.id), plan);
      run.askedAt = clock.instant();
    }
  }

  /**
   * Says to a pruner that has forgotten it how the run stood, in the transaction that has it
   * locked.
   */
  void remind(RunEntity run) {
    ArtifactRef plan = getEntityManager().find(ExperimentEntity.class, run.experiment).plan();
    carryOut(run, plan, Intervention.remind(known(run)));
  }

  /** Empty also where its experiment was deleted meanwhile. */
  private Optional<RunEntity> locked(RunId id) {
    return findByIdOptional(id.text(), LockModeType.PESSIMISTIC_WRITE)
        .filter(run -> !deletions.isDeleted(id.experiment()));
  }

  Intervention.Known known(RunEntity run) {
    // Of a clock that was set back meanwhile nothing is known but that the minute is no reason.
    boolean isOnItsWay =
        run.askedAt != null
            && Duration.between(run.askedAt, clock.instant()).abs().compareTo(ON_ITS_WAY) < 0;
    return new Intervention.Known(
        run.state,
        run.decided,
        run.attempt,
        run.askedAttempt,
        run.cancelledAttempt,
        isOnItsWay || outbox.isWaiting(Topics.RUN_COMMANDS, run.id));
  }

  /** What people ask, the watchdog counts from anew. */
  private Outcome ask(RunEntity run, ArtifactRef plan, Intervention intervention) {
    Outcome outcome = carryOut(run, plan, intervention);
    boolean isAsked = !(intervention instanceof Intervention.Nothing);
    if (isAsked && (run.stalled || run.redriven > 0)) {
      run.watchAnew();
      changes.append(run);
    }
    return outcome;
  }

  private Outcome carryOut(RunEntity run, ArtifactRef plan, Intervention intervention) {
    RunId id = RunId.parse(run.id);
    switch (intervention) {
      case Intervention.Cancel cancel -> {
        run.cancelledAttempt = cancel.attempt();
        run.askedAttempt = Math.max(run.askedAttempt, cancel.attempt());
        send(run, new RunCancelled(id, plan, cancel.attempt(), run.last(), fork(run)));
      }
      case Intervention.Resume resume -> {
        run.askedAttempt = resume.attempt();
        send(run, new RunResumed(id, plan, resume.attempt(), run.last(), fork(run)));
      }
      case Intervention.Measure measure -> {}
      case Intervention.Nothing nothing -> {}
    }
    return new Outcome(intervention, run.position());
  }

  private void send(RunEntity run, RunCommand command) {
    Instant now = clock.instant();
    run.askedAt = now;
    outbox.persist(
        new OutboxEntity(
            Topics.RUN_COMMANDS, run.partition, run.id, Json.writeEvent(command), now));
  }

  /** What it began from; where that was lost on the way, what it would have begun from. */
  private @Nullable CheckpointRef fork(RunEntity run) {
    String trunk = run.trunk();
    if (run.forkKey != null || trunk == null) {
      return run.fork();
    }
    Position at = run.forkAt();
    Position reached = findById(trunk).position();
    return at == null || reached == null || at.isAfter(reached) ? null : passed(trunk, at);
  }

  /** The trunk's checkpoint there that counted: the first of the last attempt that led there. */
  private @Nullable CheckpointRef passed(String trunk, Position at) {
    return getEntityManager()
        .createQuery(
            "from CheckpointEntity where run = :run and position = :at and deletedAt is null"
                + " order by attempt desc, announced",
            CheckpointEntity.class)
        .setParameter("run", trunk)
        .setParameter("at", at.text())
        .setMaxResults(1)
        .getResultStream()
        .findFirst()
        .map(CheckpointEntity::ref)
        .orElse(null);
  }
}

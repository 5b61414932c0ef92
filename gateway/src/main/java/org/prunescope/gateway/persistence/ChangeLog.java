package org.prunescope.gateway.persistence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.temporal.ChronoUnit;

/** Writes what has changed of runs into their experiments' event logs. */
@ApplicationScoped
class ChangeLog {
  private final Clock clock;
  private final ObjectMapper json;
  private final EntityManager entities;

  ChangeLog(Clock clock, ObjectMapper json, EntityManager entities) {
    this.clock = clock;
    this.json = json;
    this.entities = entities;
  }

  /** Appends what is to be seen of the run now, in the transaction that has changed it. */
  void append(RunEntity run) {
    run.changedAt = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    ExperimentEntity experiment =
        entities.find(ExperimentEntity.class, run.experiment, LockModeType.PESSIMISTIC_WRITE);
    experiment.events++;
    entities.persist(
        new EventEntity(run.experiment, experiment.events, run.changedAt, body(RunStatus.of(run))));
  }

  private String body(RunStatus run) {
    try {
      return json.writeValueAsString(run);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot be written as JSON: " + run, e);
    }
  }
}

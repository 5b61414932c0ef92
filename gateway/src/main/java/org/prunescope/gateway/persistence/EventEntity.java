package org.prunescope.gateway.persistence;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One change, for those who follow an experiment. */
@Entity
@Table(name = "event")
@SuppressWarnings("NullAway.Init")
class EventEntity {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  @Nullable Long id;

  String experiment;

  /** Number within the experiment, from 1. */
  long n;

  Instant at;

  /** JSON. */
  String body;

  protected EventEntity() {}

  EventEntity(String experiment, long n, Instant at, String body) {
    this.experiment = experiment;
    this.n = n;
    this.at = at;
    this.body = body;
  }
}

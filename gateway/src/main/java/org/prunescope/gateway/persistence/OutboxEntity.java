package org.prunescope.gateway.persistence;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A record that is still to be on Kafka because a transaction says so. */
@Entity
@Table(name = "outbox")
@SuppressWarnings("NullAway.Init")
class OutboxEntity {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  @Nullable Long id;

  String topic;
  int partition;
  String key;
  byte[] value;

  @Column(name = "created_at")
  Instant createdAt;

  protected OutboxEntity() {}

  OutboxEntity(String topic, int partition, String key, byte[] value, Instant createdAt) {
    this.topic = topic;
    this.partition = partition;
    this.key = key;
    this.value = value.clone();
    this.createdAt = createdAt;
  }
}

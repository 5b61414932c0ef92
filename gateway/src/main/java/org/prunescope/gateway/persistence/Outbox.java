package org.prunescope.gateway.persistence;

import io.quarkus.hibernate.orm.panache.PanacheRepository;
import io.quarkus.panache.common.Page;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.function.Consumer;

/** Records that are to be on Kafka, in the order in which they were stored. */
@ApplicationScoped
public class Outbox implements PanacheRepository<OutboxEntity> {
  /** Any number, the same in every gateway. */
  private static final long RELAY_LOCK = 0x6f7574626f78L;

  /** One record and where it goes. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Outgoing(String topic, int partition, String key, byte[] value) {}

  /**
   * Hands the oldest records over and removes them when that returns. One gateway does so at a
   * time, so records keep their order; where it throws or dies they go out again.
   *
   * @param most greatest number of records at once
   * @param sender returns when Kafka has all of them
   * @return how many were sent: fewer than {@code most} where none is left, or where another
   *     gateway is at it
   */
  @Transactional
  public int relay(int most, Consumer<List<Outgoing>> sender) {
    if (!isAlone()) {
      return 0;
    }
    List<OutboxEntity> unsent = find("order by id").page(Page.ofSize(most)).list();
    if (unsent.isEmpty()) {
      return 0;
    }
    sender.accept(
        unsent.stream()
            .map(entry -> new Outgoing(entry.topic, entry.partition, entry.key, entry.value))
            .toList());
    unsent.forEach(this::delete);
    return unsent.size();
  }

  /** Whether a record of this key is still to be sent. */
  boolean isWaiting(String topic, String key) {
    return count("topic = ?1 and key = ?2", topic, key) > 0;
  }

  /** Until the transaction ends, however it ends. */
  private boolean isAlone() {
    return (Boolean)
        getEntityManager()
            .createNativeQuery("select pg_try_advisory_xact_lock(:lock)", Boolean.class)
            .setParameter("lock", RELAY_LOCK)
            .getSingleResult();
  }
}

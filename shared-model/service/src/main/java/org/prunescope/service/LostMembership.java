package org.prunescope.service;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

/**
 * Notes that Kafka answers and yet hears nothing of this process's consumers. A client that was
 * told that its group is gone, as after the loss of all of Kafka's data, never asks again: only
 * another process helps, which whoever supervises this one starts when it ends.
 */
public final class LostMembership {
  /** Kafka must have answered at each look for so long. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration PAUSE = Duration.ofSeconds(5);

  /** A process that has not looked for so long has stood still: what was meanwhile is not known. */
  private static final Duration STANDSTILL = Duration.ofSeconds(15);

  private static final Logger LOG = Logger.getLogger(LostMembership.class);
  private static final int ANSWER_SECONDS = 5;

  private final BooleanSupplier isHeard;
  private final BooleanSupplier kafkaAnswers;
  private final LongSupplier nanoTime;
  private long soundAt;
  private long lookedAt;

  LostMembership(BooleanSupplier isHeard, BooleanSupplier kafkaAnswers, LongSupplier nanoTime) {
    this.isHeard = isHeard;
    this.kafkaAnswers = kafkaAnswers;
    this.nanoTime = nanoTime;
    this.soundAt = nanoTime.getAsLong();
    this.lookedAt = soundAt;
  }

  /**
   * Looks every few seconds, from the start of the process on.
   *
   * @param isHeard whether Kafka hears of every consumer
   * @param end ends the process
   */
  public static Repeating watch(String bootstrapServers, BooleanSupplier isHeard, Runnable end) {
    LostMembership membership =
        new LostMembership(isHeard, () -> answers(bootstrapServers), System::nanoTime);
    return Repeating.start(
        "membership",
        PAUSE,
        () -> {
          if (membership.isCertain()) {
            LOG.error("Kafka answers and hears of no consumer of this process: it ends");
            end.run();
          }
        });
  }

  /** Whether the process should end. For one thread. */
  boolean isCertain() {
    boolean hasStoodStill = nanoTime.getAsLong() - lookedAt > STANDSTILL.toNanos();
    boolean isSound = hasStoodStill || isHeard.getAsBoolean() || !kafkaAnswers.getAsBoolean();
    lookedAt = nanoTime.getAsLong();
    if (isSound) {
      soundAt = lookedAt;
      return false;
    }
    return nanoTime.getAsLong() - soundAt > PATIENCE.toNanos();
  }

  /** Not so where there is no such host either, as of a container that is stopped. */
  static boolean answers(String bootstrapServers) {
    int millis = (int) TimeUnit.SECONDS.toMillis(ANSWER_SECONDS);
    Map<String, Object> settings =
        KafkaAccess.with(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                millis,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                millis));
    try (Admin admin = Admin.create(settings)) {
      admin.describeCluster().nodes().get(ANSWER_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

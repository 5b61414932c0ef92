package org.prunescope.gateway.infrastructure;

import java.time.Duration;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** How tests wait for what happens by itself. */
public final class Waiting {
  /** Many times what it takes: other modules' tests run at the same time. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private Waiting() {}

  /** Fails where it has not happened after a minute. */
  public static ConditionFactory await() {
    return Awaitility.await().atMost(PATIENCE);
  }

  /** Until Kafka has everything that is to be sent, and the gateway knows. */
  public static void awaitSent(DataSource database) {
    await().until(() -> Sql.number(database, "select count(*) from gateway.outbox") == 0);
  }
}

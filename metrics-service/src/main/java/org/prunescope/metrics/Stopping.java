package org.prunescope.metrics;

import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Whether the service stops. From then on connections close and threads are interrupted, so what
 * fails says nothing of the work in hand, which comes again after the next start.
 */
@ApplicationScoped
public class Stopping {
  private final CountDownLatch begun = new CountDownLatch(1);

  /** Before anything else is told. */
  void begin(@Observes @Priority(1) ShutdownEvent event) {
    begin();
  }

  /** The service stops from now on. */
  public void begin() {
    begun.countDown();
  }

  public boolean hasBegun() {
    return begun.getCount() == 0;
  }

  /** Waits that long, or until the service stops; returns whether it does. */
  public boolean await(Duration time) {
    try {
      return begun.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}

package org.prunescope.metrics;

import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.prunescope.service.StopSignal;

/**
 * Whether the service stops. From then on connections close and threads are interrupted, so what
 * fails says nothing of the work in hand, which comes again after the next start.
 */
@ApplicationScoped
public class Stopping implements StopSignal {
  private volatile boolean hasBegun;

  /** Before anything else is told. */
  void begin(@Observes @Priority(1) ShutdownEvent event) {
    begin();
  }

  /** The service stops from now on. */
  public void begin() {
    hasBegun = true;
  }

  @Override
  public boolean isRequested() {
    return hasBegun;
  }
}

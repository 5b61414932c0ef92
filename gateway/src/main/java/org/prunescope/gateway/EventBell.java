package org.prunescope.gateway;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.gateway.persistence.EventLog;
import org.prunescope.service.Repeating;

/**
 * Wakes those who wait for an experiment's next event. One small query a second tells it for all of
 * them, whichever gateway wrote the event; without anybody who waits there is none.
 */
@ApplicationScoped
public class EventBell {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final EventLog log;
  private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();
  private @Nullable Repeating ringing;

  EventBell(EventLog log) {
    this.log = log;
  }

  void start(@Observes StartupEvent event) {
    ringing = Repeating.start("event-bell", PAUSE, this::ring);
  }

  void stop(@Observes ShutdownEvent event) {
    if (ringing != null) {
      ringing.close();
    }
  }

  /** Somebody who knows all entries up to the seen one; each is itself alone. */
  private static final class Waiter {
    private final ExperimentId experiment;
    private final long seen;
    private final UniEmitter<? super Boolean> emitter;

    Waiter(ExperimentId experiment, long seen, UniEmitter<? super Boolean> emitter) {
      this.experiment = experiment;
      this.seen = seen;
      this.emitter = emitter;
    }
  }

  /**
   * Says true once there is an entry after that number, or the experiment is gone; false where that
   * is not so for that long.
   */
  Uni<Boolean> await(ExperimentId experiment, long seen, Duration patience) {
    return Uni.createFrom()
        .<Boolean>emitter(
            emitter -> {
              Waiter waiter = new Waiter(experiment, seen, emitter);
              emitter.onTermination(() -> waiters.remove(waiter));
              waiters.add(waiter);
            })
        .ifNoItem()
        .after(patience)
        .recoverWithItem(false);
  }

  private void ring() {
    if (waiters.isEmpty()) {
      return;
    }
    Map<ExperimentId, Long> newest =
        log.newest(waiters.stream().map(waiter -> waiter.experiment).collect(Collectors.toSet()));
    List<Waiter> rung =
        waiters.stream()
            .filter(waiter -> newest.getOrDefault(waiter.experiment, Long.MAX_VALUE) > waiter.seen)
            .toList();
    // What is rung is no waiter any more; what gives up meanwhile hears nothing of it.
    rung.forEach(waiter -> waiter.emitter.complete(true));
  }
}

package org.prunescope.gateway;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ApplicationNotRunning;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.prunescope.contract.experiment.ExperimentId;
import org.prunescope.gateway.persistence.EventLog;

/**
 * Wakes those who wait for an experiment's next event. One small query a second tells it for all of
 * them, whichever gateway wrote the event; without anybody who waits there is none.
 */
@ApplicationScoped
public class EventBell {
  private final EventLog log;
  private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();

  EventBell(EventLog log) {
    this.log = log;
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

  @Scheduled(
      every = "1s",
      concurrentExecution = ConcurrentExecution.SKIP,
      skipExecutionIf = ApplicationNotRunning.class)
  void ring() {
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

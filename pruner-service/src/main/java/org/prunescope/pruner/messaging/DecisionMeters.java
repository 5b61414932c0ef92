package org.prunescope.pruner.messaging;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.prunescope.pruner.decision.Decision.Decided;
import org.prunescope.pruner.decision.Decision.Reason;
import org.prunescope.pruner.decision.Effect;
import org.prunescope.service.DeadLetter;

/** What a pruner has decided, for those who watch it; docs/OPERATING.md says what each means. */
final class DecisionMeters {
  private final Timer masks;
  private final Timer others;
  private final Map<Reason, Counter> ignored = new EnumMap<>(Reason.class);
  private final Counter deadLetters;

  DecisionMeters(MeterRegistry meters) {
    this.masks = decisions(meters, "applied");
    this.others = decisions(meters, "none");
    for (Reason reason : Reason.values()) {
      ignored.put(
          reason,
          Counter.builder("prunescope.pruner.ignored")
              .description("Records that moved no run, such as what comes twice")
              .tag("reason", reason.name())
              .register(meters));
    }
    this.deadLetters = DeadLetter.counter(meters);
  }

  private static Timer decisions(MeterRegistry meters, String mask) {
    return Timer.builder("prunescope.pruner.decision")
        .description("From a record's writing to the decision that it led to, its mask included")
        .tag("mask", mask)
        .serviceLevelObjectives(
            Duration.ofMillis(10),
            Duration.ofMillis(50),
            Duration.ofMillis(200),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30))
        .register(meters);
  }

  /**
   * Notes a decision.
   *
   * @param after since the record that led to it was written; two machines' clocks may make that
   *     less than nothing
   */
  void decided(Decided decided, Duration after) {
    boolean isMasked = decided.effects().stream().anyMatch(Effect.Announce.class::isInstance);
    (isMasked ? masks : others).record(after.isNegative() ? Duration.ZERO : after);
  }

  void ignored(Reason reason) {
    Objects.requireNonNull(ignored.get(reason), reason.name()).increment();
  }

  void buried() {
    deadLetters.increment();
  }
}

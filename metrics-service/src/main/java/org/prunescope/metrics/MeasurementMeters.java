package org.prunescope.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.prunescope.contract.event.FailureReason;
import org.prunescope.service.DeadLetter;

/**
 * What the service has measured, for those who watch it; docs/OPERATING.md says what each means.
 */
@ApplicationScoped
public class MeasurementMeters {
  private final Timer measurements;
  private final Timer lag;
  private final Timer comparisons;
  private final AtomicLong due = new AtomicLong();
  private final Map<FailureReason, Counter> failed = new EnumMap<>(FailureReason.class);
  private final Counter deadLetters;

  MeasurementMeters(MeterRegistry meters) {
    this.measurements = timer("measurement", "Measuring one checkpoint").register(meters);
    this.lag =
        timer(
                "measurement.lag",
                "From a checkpoint's record, or what asks for it again, to the answer")
            .register(meters);
    this.comparisons = timer("comparison", "Comparing two populations").register(meters);
    Gauge.builder("prunescope.metrics.comparisons.due", due, AtomicLong::doubleValue)
        .description("Comparisons that are to be computed")
        .register(meters);
    for (FailureReason reason : FailureReason.values()) {
      failed.put(
          reason,
          Counter.builder("prunescope.metrics.measurements.failed")
              .description("Measurements that could not be made")
              .tag("reason", reason.name())
              .register(meters));
    }
    this.deadLetters = DeadLetter.counter(meters);
  }

  private static Timer.Builder timer(String name, String description) {
    return Timer.builder("prunescope.metrics." + name)
        .description(description)
        .serviceLevelObjectives(
            Duration.ofMillis(200),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMinutes(10),
            Duration.ofHours(1));
  }

  void measured(Duration duration) {
    measurements.record(duration);
  }

  void failed(FailureReason reason) {
    Objects.requireNonNull(failed.get(reason), reason.name()).increment();
  }

  /**
   * Notes an answer.
   *
   * @param after since the record was written; two machines' clocks may make that less than nothing
   */
  public void answered(Duration after) {
    lag.record(after.isNegative() ? Duration.ZERO : after);
  }

  /** Notes a dead letter. */
  public void refused() {
    deadLetters.increment();
  }

  void compared(Duration duration) {
    comparisons.record(duration);
  }

  void due(long number) {
    due.set(number);
  }
}

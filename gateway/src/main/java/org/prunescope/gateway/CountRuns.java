package org.prunescope.gateway;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.prunescope.contract.event.RunState;
import org.prunescope.gateway.persistence.RunCounts;
import org.prunescope.gateway.persistence.RunCounts.Counts;
import org.prunescope.service.Repeating;

/**
 * Tells those who watch the whole how its runs stand; docs/OPERATING.md says what each number
 * means. Every gateway tells the same; none tells anything while PostgreSQL does not answer.
 */
@ApplicationScoped
public class CountRuns {
  private static final Duration PAUSE = Duration.ofSeconds(15);

  private final RunCounts runs;
  private volatile @Nullable Counts counts;
  private @Nullable Repeating counting;

  CountRuns(RunCounts runs, MeterRegistry meters) {
    this.runs = runs;
    for (RunState state : RunState.values()) {
      gauge("runs", "Runs in this state", counts -> counts.runs().getOrDefault(state, 0L))
          .tag("state", state.name())
          .register(meters);
    }
    age(
            "segment.age.oldest",
            "Since the outstanding segment that is oldest was",
            Counts::oldestSegment)
        .register(meters);
    age(
            "measurement.age.oldest",
            "Since the oldest trained run without its measurements was",
            Counts::oldestMeasurement)
        .register(meters);
    age(
            "change.age",
            "Since anything changed about any run, where one is unfinished",
            Counts::sinceChange)
        .register(meters);
    gauge("outbox.waiting", "Records that are still to be sent to Kafka", Counts::outbox)
        .register(meters);
  }

  void start(@Observes StartupEvent event) {
    counting = Repeating.start("counting", PAUSE, this::count);
  }

  void stop(@Observes ShutdownEvent event) {
    if (counting != null) {
      counting.close();
    }
  }

  /** Counts once. */
  public void count() {
    try {
      counts = runs.now();
    } catch (RuntimeException e) {
      counts = null;
      throw e;
    }
  }

  private Gauge.Builder<CountRuns> age(
      String name, String description, Function<Counts, Duration> age) {
    return gauge(name, description, counts -> age.apply(counts).toMillis() * 1e-3)
        .baseUnit("seconds");
  }

  private Gauge.Builder<CountRuns> gauge(
      String name, String description, ToDoubleFunction<Counts> value) {
    return Gauge.builder("prunescope.gateway." + name, this, own -> own.value(value))
        .description(description);
  }

  private double value(ToDoubleFunction<Counts> value) {
    Counts known = counts;
    return known == null ? Double.NaN : value.applyAsDouble(known);
  }
}

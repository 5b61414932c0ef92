package org.prunescope.trainer.messaging;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.prunescope.contract.event.CheckpointEvent;
import org.prunescope.contract.event.CheckpointEvent.CheckpointPruned;
import org.prunescope.contract.event.CheckpointEvent.CheckpointSaved;
import org.prunescope.contract.event.CheckpointEvent.SegmentFailed;
import org.prunescope.contract.event.FailureReason;
import org.prunescope.service.DeadLetter;

/** What a trainer has answered, for those who watch it; docs/OPERATING.md says what each means. */
final class SegmentMeters {
  private final Timer segments;
  private final Counter images;
  private final Map<FailureReason, Counter> failed = new EnumMap<>(FailureReason.class);
  private final Counter deadLetters;

  SegmentMeters(MeterRegistry meters) {
    this.segments =
        Timer.builder("prunescope.trainer.segment")
            .description("From taking a segment to having stored its checkpoint")
            .serviceLevelObjectives(
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(15),
                Duration.ofMinutes(1),
                Duration.ofMinutes(5),
                Duration.ofMinutes(15))
            .register(meters);
    this.images =
        Counter.builder("prunescope.trainer.images")
            .description("Images that went through an update, each view counted")
            .register(meters);
    for (FailureReason reason : FailureReason.values()) {
      failed.put(
          reason,
          Counter.builder("prunescope.trainer.segments.failed")
              .description("Segments that could not be finished")
              .tag("reason", reason.name())
              .register(meters));
    }
    this.deadLetters = DeadLetter.counter(meters);
  }

  void answered(CheckpointEvent answer) {
    switch (answer) {
      case CheckpointSaved saved -> {
        segments.record(Duration.ofMillis(saved.durationMillis()));
        images.increment((double) saved.trainedImages());
      }
      case SegmentFailed segment -> counter(segment.failure().reason()).increment();
      case CheckpointPruned pruned -> throw new IllegalStateException("a trainer prunes nothing");
    }
  }

  void buried() {
    deadLetters.increment();
  }

  private Counter counter(FailureReason reason) {
    return Objects.requireNonNull(failed.get(reason), reason.name());
  }
}

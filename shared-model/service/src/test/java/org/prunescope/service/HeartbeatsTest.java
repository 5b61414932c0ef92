package org.prunescope.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.metrics.Measurable;
import org.apache.kafka.common.metrics.Metrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A consumer that its group does not hear of is not called ready. */
class HeartbeatsTest {
  private final Metrics metrics = new Metrics();

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void whoHasNeverSentOneIsNotHeardOf() {
    assertThat(Heartbeats.areRecent(metrics.metrics())).isFalse();
    consumer("1", -1);
    assertThat(Heartbeats.areRecent(metrics.metrics())).isFalse();
  }

  @Test
  void everyConsumerMustBeHeardOf() {
    consumer("1", 0);
    consumer("2", 15);
    assertThat(Heartbeats.areRecent(metrics.metrics())).isTrue();
    consumer("3", 16);
    assertThat(Heartbeats.areRecent(metrics.metrics())).isFalse();
  }

  @Test
  void everyConsumerThatIsAskedForMustBeHeardOfAndNoOther() {
    consumer("1", 0);
    consumer("2", 15);
    consumer("closed", 16);
    assertThat(Heartbeats.areRecent(metrics.metrics(), Set.of("1", "2"))).isTrue();
    assertThat(Heartbeats.areRecent(metrics.metrics(), Set.of("1", "closed"))).isFalse();
    assertThat(Heartbeats.areRecent(metrics.metrics(), Set.of("1", "unknown"))).isFalse();
    assertThat(Heartbeats.areRecent(metrics.metrics(), Set.of())).isFalse();
  }

  private void consumer(String id, double secondsAgo) {
    Measurable age = (config, now) -> secondsAgo;
    metrics.addMetric(
        metrics.metricName("last-heartbeat-seconds-ago", "group", "", Map.of("client-id", id)),
        age);
  }
}

package org.prunescope.service;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * Whether consumers are heard of in their group, read off the metrics that Kafka's clients keep. A
 * consumer that has lost its broker, or has left its group, sends no heartbeat; one whose broker
 * does not answer waits for the last one's answer.
 */
public final class Heartbeats {
  /** Members send one every 3 or 5 seconds. */
  static final Duration LONGEST_SILENCE = Duration.ofSeconds(15);

  private static final String METRIC = "last-heartbeat-seconds-ago";

  private Heartbeats() {}

  /**
   * Whether every consumer among the metrics has sent a heartbeat lately.
   *
   * @param metrics of one consumer or of several; without any, none is heard of
   */
  public static boolean areRecent(Map<MetricName, ? extends Metric> metrics) {
    return areRecent(metrics, metric -> true);
  }

  /**
   * Whether every one of some consumers has sent a heartbeat lately.
   *
   * @param metrics theirs and possibly those of others, closed ones included
   * @param clients the {@code client.id} of each; of none, none is heard of
   */
  public static boolean areRecent(Map<MetricName, ? extends Metric> metrics, Set<String> clients) {
    return !clients.isEmpty()
        && clients.stream()
            .allMatch(client -> areRecent(metrics, m -> client.equals(m.tags().get("client-id"))));
  }

  private static boolean areRecent(
      Map<MetricName, ? extends Metric> metrics, Predicate<MetricName> which) {
    var ages =
        metrics.entrySet().stream()
            .filter(metric -> metric.getKey().name().equals(METRIC) && which.test(metric.getKey()))
            .map(metric -> metric.getValue().metricValue())
            .toList();
    return !ages.isEmpty() && ages.stream().allMatch(Heartbeats::isRecent);
  }

  /** Below 0 where none was ever sent. */
  private static boolean isRecent(Object secondsAgo) {
    return secondsAgo instanceof Number seconds
        && seconds.doubleValue() >= 0
        && seconds.doubleValue() <= LONGEST_SILENCE.toSeconds();
  }
}

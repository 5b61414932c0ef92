package org.prunescope.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.prunescope.contract.experiment.ExperimentId;

/**
 * How fast the gateway answers with the results of the published grid, 22 variants of 30 runs of
 * 10,000 samples, beside others of its size. Minutes, and figures of this machine: run on request,
 * with {@code -Dat-scale=true}.
 */
@EnabledIfSystemProperty(
    named = "at-scale",
    matches = "true",
    disabledReason = "takes minutes: -Dat-scale=true runs it")
class ResultsAtScaleTest {
  private static final int EXPERIMENTS = 3;
  private static final int WARM_UP = 20;
  private static final int REQUESTS = 50;
  private static final double GREATEST_MILLIS = 200;

  @Test
  void resultsOfThePublishedGridAreAnsweredInTime() throws Exception {
    try (BareStack stack = new BareStack()) {
      URI address = stack.start("gateway", "gateway", line -> {});
      URI metrics = stack.start("metrics", "metrics-service", line -> {});
      stack.awaitReady(address);
      stack.awaitReady(metrics);
      try (Gateway gateway = new Gateway(address)) {
        ScaledExperiment scaled = new ScaledExperiment(stack, gateway);
        for (int number = 1; number <= EXPERIMENTS; number++) {
          long start = System.nanoTime();
          ExperimentId id = scaled.fill(ScaledExperiment.publishedGrid(), number);
          System.out.printf(
              "%d experiments of this size: filled and compared in %.0f s%n",
              number, (System.nanoTime() - start) / 1e9);
          assertThatIsAnsweredInTime(gateway, id, number);
        }
      }
    }
  }

  private static void assertThatIsAnsweredInTime(Gateway gateway, ExperimentId id, int number) {
    for (int i = 0; i < WARM_UP; i++) {
      gateway.results(id);
    }
    double[] millis = new double[REQUESTS];
    for (int i = 0; i < REQUESTS; i++) {
      long start = System.nanoTime();
      var results = gateway.results(id);
      millis[i] = (System.nanoTime() - start) / 1e6;
      assertThat(results.required("complete").asBoolean()).isTrue();
      assertThat(results.required("variants")).hasSize(22);
      assertThat(results.required("comparisons")).hasSize(20);
    }
    Arrays.sort(millis);
    double median = (millis[REQUESTS / 2 - 1] + millis[REQUESTS / 2]) / 2;
    System.out.printf(
        "GET results, %d experiments: median %.1f ms, max %.1f ms of %d requests; PIEs %s%n",
        number,
        median,
        millis[REQUESTS - 1],
        REQUESTS,
        gateway.results(id).required("comparisons").findValuesAsText("piesSmallestLabel"));
    assertThat(median).as("median of %d requests, ms", REQUESTS).isLessThan(GREATEST_MILLIS);
  }
}

package org.prunescope.conformance;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.prunescope.contract.experiment.LearningRate;

/** Learning rates of every epoch; what each schedule is, its name in the case says. */
final class LearningRateChecks {
  private static final LearningRate.Cosine COSINE = new LearningRate.Cosine(.1, 1e-4, 100);
  private static final Map<String, LearningRate> SCHEDULES =
      Map.of(
          "cosine",
          COSINE,
          "probe-corti",
          new LearningRate.Chained(
              List.of(new LearningRate.MultiStep(.1, List.of(60, 75, 90), .2), COSINE)),
          "supervised-corti",
          new LearningRate.MultiStep(1, List.of(5, 30, 50, 80), .1));

  private LearningRateChecks() {}

  static Outcome learningRates(GoldenCase golden) {
    Comparison comparison = golden.comparison();
    comparison.check(
        "schedules " + SCHEDULES.keySet(),
        golden.content().tensors().keySet().equals(SCHEDULES.keySet()));
    SCHEDULES.forEach(
        (name, schedule) -> {
          double[] expected = golden.tensor(name).doubles();
          comparison.compare(
              name,
              expected,
              IntStream.range(0, expected.length).mapToDouble(schedule::during).toArray());
        });
    return comparison.outcome();
  }
}

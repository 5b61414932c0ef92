package org.prunescope.conformance;

import java.util.LinkedHashMap;
import java.util.Map;

/** Which check a case belongs to, by the beginning of its name. */
final class Checks {
  private static final Map<String, Check> BY_PREFIX = new LinkedHashMap<>();

  static {
    BY_PREFIX.put("schedule-", PruningChecks::schedule);
    BY_PREFIX.put("mask-gradual-", PruningChecks::gradualMasks);
    BY_PREFIX.put("mask-", PruningChecks::mask);
    BY_PREFIX.put("weights-", NetworkChecks::weights);
    BY_PREFIX.put("forward-", NetworkChecks::forward);
    BY_PREFIX.put("train-", NetworkChecks::train);
    BY_PREFIX.put("loss-", NetworkChecks::loss);
    BY_PREFIX.put("lr", LearningRateChecks::learningRates);
    BY_PREFIX.put("q-score-degenerate", MeasurementChecks::qScoreDegenerate);
    BY_PREFIX.put("q-score", MeasurementChecks::qScore);
    BY_PREFIX.put("pie", MeasurementChecks::pie);
    BY_PREFIX.put("prediction-depth", MeasurementChecks::predictionDepth);
    BY_PREFIX.put("knn-", MeasurementChecks::nearestNeighbours);
    BY_PREFIX.put("benjamini-hochberg", MeasurementChecks::benjaminiHochberg);
  }

  private Checks() {}

  /** Compares what this project computes with what a case expects. */
  interface Check {
    Outcome check(GoldenCase golden);
  }

  /** The check of the first prefix that fits; a case that fits none fails. */
  static Check of(String name) {
    return BY_PREFIX.entrySet().stream()
        .filter(entry -> name.startsWith(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(golden -> new Outcome.Failed("no check knows a case of this name"));
  }
}

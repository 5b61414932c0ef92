package org.prunescope.metrics.algorithm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.statistics.inference.TTest;

/**
 * Whether pruning changes the recall of single classes beyond what it does to accuracy (Hooker et
 * al. 2019, arXiv 1911.05248, section 3).
 */
public final class ClassRecallComparison {
  private ClassRecallComparison() {}

  /**
   * One class.
   *
   * @param difference mean of (recall - the population's mean accuracy), pruned - dense, -2 to 2
   * @param significance empty where there is no test: fewer than 2 networks in a population, or no
   *     variance in either
   */
  public record ClassDifference(
      double denseRecall,
      double prunedRecall,
      double difference,
      Optional<Significance> significance) {}

  /**
   * Welch's test, two-sided.
   *
   * @param t positive where pruned is greater
   * @param p 0 to 1
   * @param adjustedP by Benjamini-Hochberg over the classes that have a test, 0 to 1
   */
  public record Significance(double t, double p, double adjustedP) {}

  /**
   * Tests every class.
   *
   * @param dense labels [network][sample], at least one network
   * @param pruned labels [network][sample], at least one network
   * @param trueLabels each 0 to {@code classes - 1}
   * @return by class; empty for a class without samples
   */
  public static List<Optional<ClassDifference>> compare(
      int[][] dense, int[][] pruned, int[] trueLabels, int classes) {
    double[][] denseRecalls = recallsByClass(dense, trueLabels, classes);
    double[][] prunedRecalls = recallsByClass(pruned, trueLabels, classes);
    double denseAccuracy = meanAccuracy(dense, trueLabels);
    double prunedAccuracy = meanAccuracy(pruned, trueLabels);

    List<Optional<TTest.Result>> tests = new ArrayList<>();
    for (int label = 0; label < classes; label++) {
      tests.add(
          test(
              minus(prunedRecalls[label], prunedAccuracy),
              minus(denseRecalls[label], denseAccuracy)));
    }
    double[] adjusted =
        BenjaminiHochberg.adjust(
            tests.stream()
                .flatMap(Optional::stream)
                .mapToDouble(TTest.Result::getPValue)
                .toArray());

    List<Optional<ClassDifference>> differences = new ArrayList<>();
    int tested = 0;
    for (int label = 0; label < classes; label++) {
      double denseRecall = mean(denseRecalls[label]);
      double prunedRecall = mean(prunedRecalls[label]);
      if (Double.isNaN(denseRecall)) {
        differences.add(Optional.empty());
        continue;
      }
      Optional<Significance> significance = Optional.empty();
      if (tests.get(label).isPresent()) {
        TTest.Result test = tests.get(label).get();
        significance =
            Optional.of(
                new Significance(test.getStatistic(), test.getPValue(), adjusted[tested++]));
      }
      differences.add(
          Optional.of(
              new ClassDifference(
                  denseRecall,
                  prunedRecall,
                  (prunedRecall - prunedAccuracy) - (denseRecall - denseAccuracy),
                  significance)));
    }
    return differences;
  }

  private static Optional<TTest.Result> test(double[] pruned, double[] dense) {
    boolean testable =
        pruned.length >= 2
            && dense.length >= 2
            && !Double.isNaN(dense[0])
            && (varies(pruned) || varies(dense));
    return testable ? Optional.of(TTest.withDefaults().test(pruned, dense)) : Optional.empty();
  }

  /** Compares values: a variance of equal ones need not be exactly zero. */
  private static boolean varies(double[] values) {
    return Arrays.stream(values).anyMatch(value -> value != values[0]);
  }

  private static double[][] recallsByClass(int[][] population, int[] trueLabels, int classes) {
    double[][] byClass = new double[classes][population.length];
    for (int network = 0; network < population.length; network++) {
      double[] recalls = Classification.recalls(population[network], trueLabels, classes);
      for (int label = 0; label < classes; label++) {
        byClass[label][network] = recalls[label];
      }
    }
    return byClass;
  }

  private static double meanAccuracy(int[][] population, int[] trueLabels) {
    return Arrays.stream(population)
        .mapToDouble(predictions -> Classification.accuracy(predictions, trueLabels))
        .average()
        .orElseThrow();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double[] minus(double[] values, double subtrahend) {
    return Arrays.stream(values).map(value -> value - subtrahend).toArray();
  }
}

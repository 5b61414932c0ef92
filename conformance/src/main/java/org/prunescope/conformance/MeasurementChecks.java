package org.prunescope.conformance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.prunescope.contract.checkpoint.Tensor;
import org.prunescope.metrics.algorithm.BenjaminiHochberg;
import org.prunescope.metrics.algorithm.ClassRecallComparison;
import org.prunescope.metrics.algorithm.ClassRecallComparison.ClassDifference;
import org.prunescope.metrics.algorithm.FeatureMatrix;
import org.prunescope.metrics.algorithm.LabelVotes;
import org.prunescope.metrics.algorithm.NearestNeighbours;
import org.prunescope.metrics.algorithm.PredictionDepth;
import org.prunescope.metrics.algorithm.QScore;
import org.prunescope.metrics.algorithm.TieRule;

/** What the metrics service computes of checkpoints and populations. */
final class MeasurementChecks {
  private MeasurementChecks() {}

  static Outcome qScore(GoldenCase golden) {
    List<QScore> scores =
        QScore.ofRows(matrix(golden.tensor("latent"))).stream().map(Optional::orElseThrow).toList();
    Comparison comparison = golden.comparison();
    comparison.compare(
        "q", golden.tensor("q").doubles(), scores.stream().mapToDouble(QScore::q).toArray());
    comparison.compare(
        "z", golden.tensor("z").doubles(), scores.stream().mapToDouble(QScore::z).toArray());
    comparison.compare(
        "l1", golden.tensor("l1").doubles(), scores.stream().mapToDouble(QScore::l1).toArray());
    return comparison.outcome();
  }

  static Outcome qScoreDegenerate(GoldenCase golden) {
    List<Optional<QScore>> scores = QScore.ofRows(matrix(golden.tensor("latent")));
    byte[] defined = new byte[scores.size()];
    for (int i = 0; i < defined.length; i++) {
      defined[i] = (byte) (scores.get(i).isPresent() ? 1 : 0);
    }
    Comparison comparison = golden.comparison();
    comparison.compare("defined", golden.tensor("defined").bytes(), defined);
    return comparison.outcome();
  }

  static Outcome pie(GoldenCase golden) {
    int classes = golden.integer("classes");
    int[][] dense = labels(golden.tensor("dense"));
    int[][] pruned = labels(golden.tensor("pruned"));
    LabelVotes denseVotes = LabelVotes.of(dense, classes);
    LabelVotes prunedVotes = LabelVotes.of(pruned, classes);
    Comparison comparison = golden.comparison();
    for (TieRule ties : TieRule.values()) {
      String ending = ties == TieRule.SMALLEST_LABEL ? "_smallest" : "_largest";
      comparison.compare(
          "modal_dense" + ending,
          golden.tensor("modal_dense" + ending).longs(),
          denseVotes.modalLabels(ties));
      comparison.compare(
          "modal_pruned" + ending,
          golden.tensor("modal_pruned" + ending).longs(),
          prunedVotes.modalLabels(ties));
      comparison.compare(
          "pie" + ending,
          golden.tensor("pie" + ending).bytes(),
          flags(prunedVotes.exemplars(denseVotes, ties)));
    }
    comparison.compare(
        "taxicab", golden.tensor("taxicab").doubles(), prunedVotes.taxicab(denseVotes));
    if (golden.has("class_difference_t_p")) {
      comparison.compare(
          "class_difference_t_p",
          golden.tensor("class_difference_t_p").doubles(),
          classTests(dense, pruned, labels(golden.tensor("truth"))[0], classes));
    }
    return comparison.outcome();
  }

  static Outcome benjaminiHochberg(GoldenCase golden) {
    Comparison comparison = golden.comparison();
    comparison.compare(
        "adjusted",
        golden.tensor("adjusted").doubles(),
        BenjaminiHochberg.adjust(golden.tensor("p").doubles()));
    return comparison.outcome();
  }

  static Outcome nearestNeighbours(GoldenCase golden) {
    FeatureMatrix support = matrix(golden.tensor("support"));
    FeatureMatrix query = matrix(golden.tensor("query"));
    int[] supportLabels = labels(golden.tensor("support_label"))[0];
    NearestNeighbours search = new NearestNeighbours(query, golden.integer("k"));
    search.offer(support);
    Comparison comparison = golden.comparison();
    comparison.compare(
        "neighbours",
        golden.tensor("neighbours").longs(),
        Arrays.stream(search.indices()).flatMapToInt(Arrays::stream).toArray());
    comparison.compare(
        "label",
        golden.tensor("label").longs(),
        search.majorityLabels(supportLabels, classes(supportLabels)));
    return comparison.outcome();
  }

  static Outcome predictionDepth(GoldenCase golden) {
    int[] supportLabels = labels(golden.tensor("support_label"))[0];
    List<int[]> probes = new ArrayList<>();
    for (int probe = 0; probe < golden.count("query/"); probe++) {
      NearestNeighbours search =
          new NearestNeighbours(matrix(golden.tensor("query/" + probe)), golden.integer("k"));
      search.offer(matrix(golden.tensor("support/" + probe)));
      probes.add(search.majorityLabels(supportLabels, golden.integer("classes")));
    }
    int[][] labels = probes.toArray(int[][]::new);
    Comparison comparison = golden.comparison();
    comparison.compare(
        "probe_label",
        golden.tensor("probe_label").longs(),
        probes.stream().flatMapToInt(Arrays::stream).toArray());
    comparison.compare(
        "depth_final_prediction",
        golden.tensor("depth_final_prediction").longs(),
        PredictionDepth.byFinalPrediction(labels, labels(golden.tensor("final_prediction"))[0]));
    comparison.compare(
        "depth_true_label",
        golden.tensor("depth_true_label").longs(),
        PredictionDepth.byTrueLabel(labels, labels(golden.tensor("query_label"))[0]));
    return comparison.outcome();
  }

  private static double[] classTests(int[][] dense, int[][] pruned, int[] truth, int classes) {
    List<Double> values = new ArrayList<>();
    for (Optional<ClassDifference> difference :
        ClassRecallComparison.compare(dense, pruned, truth, classes)) {
      values.add(difference.orElseThrow().difference());
      values.add(difference.orElseThrow().significance().orElseThrow().t());
      values.add(difference.orElseThrow().significance().orElseThrow().p());
    }
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static FeatureMatrix matrix(Tensor tensor) {
    return new FeatureMatrix(tensor.shape()[0], tensor.shape()[1], tensor.floats());
  }

  /** Labels by row; a vector is one row. */
  private static int[][] labels(Tensor tensor) {
    int[] shape = tensor.shape();
    int rows = shape.length == 1 ? 1 : shape[0];
    int columns = shape[shape.length - 1];
    int[] flat = Arrays.stream(tensor.longs()).mapToInt(Math::toIntExact).toArray();
    int[][] labels = new int[rows][];
    for (int row = 0; row < rows; row++) {
      labels[row] = Arrays.copyOfRange(flat, row * columns, (row + 1) * columns);
    }
    return labels;
  }

  private static int classes(int[] labels) {
    return Arrays.stream(labels).max().orElseThrow() + 1;
  }

  private static byte[] flags(boolean[] values) {
    byte[] flags = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      flags[i] = (byte) (values[i] ? 1 : 0);
    }
    return flags;
  }
}

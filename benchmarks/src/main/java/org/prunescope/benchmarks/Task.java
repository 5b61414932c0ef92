package org.prunescope.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.prunescope.metrics.algorithm.LabelVotes;
import org.prunescope.metrics.algorithm.NearestNeighbours;
import org.prunescope.metrics.algorithm.NeighbourSearch;
import org.prunescope.metrics.algorithm.PredictionDepth;
import org.prunescope.metrics.algorithm.QScore;
import org.prunescope.metrics.algorithm.TieRule;

/** What is timed, as Prunescope does it. */
enum Task {
  /** Neighbours and votes of all taps; the result is the labels. */
  DEPTH("prediction depth's k-NN part", 0) {
    @Override
    double[] run(MadeData data, NeighbourSearch search) {
      List<NearestNeighbours> probes = search.over(data.queries(), NEIGHBOURS);
      IntStream.range(0, probes.size())
          .forEach(tap -> probes.get(tap).offer(data.support().get(tap)));
      return Arrays.stream(search.majorityLabels(probes, data.labels(), MadeData.CLASSES))
          .flatMapToInt(Arrays::stream)
          .asDoubleStream()
          .toArray();
    }
  },

  /** Pruning-identified exemplars of two populations; the result is 1 for each, 0 for others. */
  PIE("pruning-identified exemplars", 0) {
    @Override
    double[] run(MadeData data, NeighbourSearch search) {
      LabelVotes dense = LabelVotes.of(data.dense(), MadeData.CLASSES);
      LabelVotes pruned = LabelVotes.of(data.pruned(), MadeData.CLASSES);
      boolean[] exemplars = pruned.exemplars(dense, TieRule.SMALLEST_LABEL);
      return IntStream.range(0, exemplars.length).mapToDouble(i -> exemplars[i] ? 1 : 0).toArray();
    }
  },

  /** Q-Scores of a population's latents; NaN where a row has none. */
  Q("Q-Score", 1e-4) {
    @Override
    double[] run(MadeData data, NeighbourSearch search) {
      return IntStream.range(0, data.dense().length)
          .boxed()
          .flatMap(model -> QScore.ofRows(data.latent()).stream())
          .mapToDouble(score -> score.map(QScore::q).orElse(Double.NaN))
          .toArray();
    }
  };

  static final int NEIGHBOURS = PredictionDepth.NEIGHBOURS;

  /** No rival: the matrix products alone and one pass over the distances. */
  private static final String FLOOR = "products-alone";

  private final String title;
  private final double tolerance;

  Task(String title, double tolerance) {
    this.title = title;
    this.tolerance = tolerance;
  }

  abstract double[] run(MadeData data, NeighbourSearch search);

  String title() {
    return title;
  }

  /** Names of what a user would run instead, in peers/measurements.py. */
  List<String> peers() {
    return switch (this) {
      case DEPTH -> List.of("faiss", "scikit-learn", FLOOR);
      case PIE -> List.of("vectorised", "sample-by-sample");
      case Q -> List.of("vectorised", "row-by-row");
    };
  }

  /**
   * How many values of two results differ by more than the tolerance, which is relative; empty
   * where the other result is of another kind, as the floor's.
   */
  Optional<Integer> differences(double[] ours, double[] theirs, String peer) {
    if (peer.equals(FLOOR)) {
      return Optional.empty();
    }
    if (ours.length != theirs.length) {
      throw new IllegalStateException(
          "%s: %d values, ours are %d".formatted(peer, theirs.length, ours.length));
    }
    int differences = 0;
    for (int i = 0; i < ours.length; i++) {
      boolean near = Math.abs(ours[i] - theirs[i]) <= tolerance * Math.abs(ours[i]);
      if (!near && !(Double.isNaN(ours[i]) && Double.isNaN(theirs[i]))) {
        differences++;
      }
    }
    return Optional.of(differences);
  }
}

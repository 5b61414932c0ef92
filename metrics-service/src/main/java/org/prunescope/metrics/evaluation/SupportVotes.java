package org.prunescope.metrics.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.prunescope.metrics.algorithm.Classification;
import org.prunescope.metrics.algorithm.FeatureMatrix;
import org.prunescope.metrics.algorithm.KnnAccuracy;
import org.prunescope.metrics.algorithm.NearestNeighbours;
import org.prunescope.metrics.algorithm.NeighbourSearch;
import org.prunescope.metrics.algorithm.PredictionDepth;

/**
 * What the training images that lie next to each test image say of it. One pass of the network over
 * them serves every layer; they are offered batch by batch, so that memory does not grow with them.
 */
final class SupportVotes {
  private final Activations test;
  private final NeighbourSearch search;
  private final List<NearestNeighbours> probes;
  private final Optional<KnnAccuracy> knn;

  private SupportVotes(Activations test, Asked asked, NeighbourSearch search) {
    List<FeatureMatrix> queries = new ArrayList<>(test.taps());
    if (asked.knnAccuracy()) {
      queries.add(KnnAccuracy.queries(test.latent()));
    }
    List<NearestNeighbours> searches = search.over(queries, PredictionDepth.NEIGHBOURS);
    this.test = test;
    this.search = search;
    this.probes = searches.subList(0, test.taps().size());
    this.knn =
        asked.knnAccuracy() ? Optional.of(new KnnAccuracy(searches.getLast())) : Optional.empty();
  }

  /**
   * The votes.
   *
   * @param test activations of the test images, with taps where depth is asked for
   */
  static Measurement.Votes of(
      NetworkPass pass, TestedImages images, Activations test, Asked asked, NeighbourSearch search)
      throws NonFiniteActivationsException {
    SupportVotes votes = new SupportVotes(test, asked, search);
    int samples = images.supportSamples();
    for (int from = 0; from < samples; from += pass.batchSize()) {
      int to = Math.min(from + pass.batchSize(), samples);
      votes.offer(pass.between(images.support(), from, to, asked.depth()));
    }
    return votes.counted(images, asked);
  }

  private void offer(Activations support) {
    for (int tap = 0; tap < probes.size(); tap++) {
      probes.get(tap).offer(support.taps().get(tap));
    }
    knn.ifPresent(accuracy -> accuracy.offer(support.latent()));
  }

  private Measurement.Votes counted(TestedImages images, Asked asked) {
    int[] labels = images.supportLabels();
    return new Measurement.Votes(
        labels.length,
        asked.depth() ? Optional.of(depths(images, labels)) : Optional.empty(),
        knn.map(
            accuracy ->
                new Measurement.LatentVotes(
                    accuracy.accuracy(labels, images.testLabels(), images.classes()),
                    accuracy.supportZeros())));
  }

  private Measurement.Depths depths(TestedImages images, int[] labels) {
    int[][] voted = search.majorityLabels(probes, labels, images.classes());
    return new Measurement.Depths(
        PredictionDepth.byFinalPrediction(voted, Classification.predictions(test.logits())),
        PredictionDepth.byTrueLabel(voted, images.testLabels()));
  }
}

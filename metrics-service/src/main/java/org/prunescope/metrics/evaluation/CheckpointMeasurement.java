package org.prunescope.metrics.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.prunescope.contract.checkpoint.Safetensors;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.dataset.ImageDataSet;
import org.prunescope.dataset.Normalisation;
import org.prunescope.dataset.Split;
import org.prunescope.metrics.algorithm.Classification;
import org.prunescope.metrics.algorithm.FeatureMatrix;
import org.prunescope.metrics.algorithm.NearestNeighbours;
import org.prunescope.metrics.algorithm.NeighbourSearch;
import org.prunescope.metrics.algorithm.PredictionDepth;
import org.prunescope.metrics.algorithm.QScore;

/**
 * Measures a checkpoint on the test set, and with the training set as support where depth is asked
 * for. Memory does not grow with the support.
 */
public final class CheckpointMeasurement {
  private final FrozenNetworks networks;
  private final int batchSize;
  private final NeighbourSearch search;

  /** With one thread and 64 MiB for the search for neighbours. */
  public CheckpointMeasurement(FrozenNetworks networks, int batchSize) {
    this(networks, batchSize, new NeighbourSearch(1, 64 << 20));
  }

  /**
   * @param batchSize images that go through the network at a time, at least 1
   * @param search what the search for neighbours may use
   */
  public CheckpointMeasurement(FrozenNetworks networks, int batchSize, NeighbourSearch search) {
    this.networks = networks;
    this.batchSize = batchSize;
    this.search = search;
  }

  /**
   * Measures one checkpoint of a network with a classifier.
   *
   * @param seed of the checkpoint's run
   * @throws NonFiniteActivationsException where a weight or what follows from it is NaN or infinite
   * @throws org.prunescope.contract.checkpoint.InvalidTensorFileException where the content is not
   *     a whole checkpoint of the experiment's architecture
   */
  public Measurement of(
      Safetensors.Content checkpoint, Experiment experiment, long seed, ImageDataSet images)
      throws NonFiniteActivationsException {
    int classes = images.classes().size();
    int[] trueLabels = labels(images.test(), images.test().size());
    boolean tapped = experiment.measurement().measuresDepthOf(seed);

    Activations test;
    Optional<int[][]> probes = Optional.empty();
    int supportSamples = supportSamples(experiment, images.train());
    try (FrozenNetwork network = networks.load(experiment.architecture(), classes, checkpoint)) {
      FedNetwork fed = new FedNetwork(network, new Normalisation(experiment.normalisation()));
      test = evaluate(fed, images.test(), tapped);
      if (tapped) {
        probes = Optional.of(probe(fed, test.taps(), images.train(), supportSamples, classes));
      }
    }

    int[] predictions = Classification.predictions(test.logits());
    return new Measurement(
        Classification.accuracy(predictions, trueLabels),
        Classification.loss(test.logits(), trueLabels),
        Sparsity.achieved(checkpoint, experiment.architecture(), classes),
        Classification.recalls(predictions, trueLabels, classes),
        predictions,
        Classification.confidences(test.logits()),
        QScore.ofRows(test.latent()),
        probes.map(
            labels ->
                new Measurement.Depths(
                    supportSamples,
                    PredictionDepth.byFinalPrediction(labels, predictions),
                    PredictionDepth.byTrueLabel(labels, trueLabels))));
  }

  private Activations evaluate(FedNetwork network, Split split, boolean tapped)
      throws NonFiniteActivationsException {
    List<Activations> batches = new ArrayList<>();
    for (int from = 0; from < split.size(); from += batchSize) {
      int to = Math.min(from + batchSize, split.size());
      batches.add(network.evaluate(split, from, to, tapped));
    }
    List<FeatureMatrix> taps = new ArrayList<>();
    for (int tap = 0; tap < batches.getFirst().taps().size(); tap++) {
      int index = tap;
      taps.add(FeatureMatrix.concat(batches.stream().map(b -> b.taps().get(index)).toList()));
    }
    return new Activations(
        FeatureMatrix.concat(batches.stream().map(Activations::logits).toList()),
        FeatureMatrix.concat(batches.stream().map(Activations::latent).toList()),
        taps);
  }

  /** The label that each probe gives to each test sample, [probe][sample]. */
  private int[][] probe(
      FedNetwork network, List<FeatureMatrix> queries, Split train, int samples, int classes)
      throws NonFiniteActivationsException {
    List<NearestNeighbours> probes = search.over(queries, PredictionDepth.NEIGHBOURS);
    for (int from = 0; from < samples; from += batchSize) {
      int to = Math.min(from + batchSize, samples);
      List<FeatureMatrix> taps = network.evaluate(train, from, to, true).taps();
      for (int tap = 0; tap < taps.size(); tap++) {
        probes.get(tap).offer(taps.get(tap));
      }
    }
    int[] supportLabels = labels(train, samples);
    return probes.stream()
        .map(probe -> probe.majorityLabels(supportLabels, classes))
        .toArray(int[][]::new);
  }

  private static int supportSamples(Experiment experiment, Split train) {
    int asked = experiment.measurement().supportSamples();
    return asked == 0 ? train.size() : Math.min(asked, train.size());
  }

  private static int[] labels(Split split, int samples) {
    int[] labels = new int[samples];
    for (int i = 0; i < samples; i++) {
      labels[i] = split.labels()[i];
    }
    return labels;
  }

  /** A network with what turns pixels into its input. */
  private record FedNetwork(FrozenNetwork network, Normalisation normalisation) {
    Activations evaluate(Split split, int from, int to, boolean tapped)
        throws NonFiniteActivationsException {
      Activations activations =
          network.evaluate(normalisation.images(split, from, to), to - from, tapped);
      boolean finite =
          activations.logits().isFinite()
              && activations.latent().isFinite()
              && activations.taps().stream().allMatch(FeatureMatrix::isFinite);
      if (!finite) {
        throw new NonFiniteActivationsException();
      }
      return activations;
    }
  }
}

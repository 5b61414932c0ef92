package org.prunescope.metrics.evaluation;

import java.util.Optional;
import org.prunescope.contract.checkpoint.Safetensors;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.dataset.ImageDataSet;
import org.prunescope.metrics.algorithm.CalibrationError;
import org.prunescope.metrics.algorithm.Classification;
import org.prunescope.metrics.algorithm.NeighbourSearch;
import org.prunescope.metrics.algorithm.QScore;
import org.prunescope.metrics.algorithm.UnitRows;

/**
 * Measures a checkpoint on the test set, and with training images as support where that is asked
 * for. Memory does not grow with the support.
 */
public final class CheckpointMeasurement {
  private final FrozenNetworks networks;
  private final int batchSize;
  private final NeighbourSearch search;

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
   * @param asked what is measured beside predictions
   * @throws NonFiniteActivationsException where a weight or what follows from it is NaN or infinite
   * @throws org.prunescope.contract.checkpoint.InvalidTensorFileException where the content is not
   *     a whole checkpoint of the experiment's architecture
   */
  public Measurement of(
      Safetensors.Content checkpoint,
      Experiment experiment,
      long seed,
      Asked asked,
      ImageDataSet images)
      throws NonFiniteActivationsException {
    TestedImages tested = new TestedImages(images, experiment, seed);
    Activations test;
    Optional<Measurement.Votes> votes = Optional.empty();
    Optional<Measurement.Geometry> geometry = Optional.empty();
    try (FrozenNetwork network =
        networks.load(experiment.architecture(), tested.classes(), checkpoint)) {
      NetworkPass pass = new NetworkPass(network, batchSize);
      test = pass.between(tested.test(), 0, tested.testSamples(), asked.depth());
      if (asked.needsSupport()) {
        votes = Optional.of(SupportVotes.of(pass, tested, test, asked, search));
      }
      if (asked.geometry()) {
        geometry = Optional.of(LatentGeometry.of(pass, tested, test.latent()));
      }
    }

    int[] trueLabels = tested.testLabels();
    int[] predictions = Classification.predictions(test.logits());
    double[] confidences = Classification.confidences(test.logits());
    return new Measurement(
        Classification.accuracy(predictions, trueLabels),
        Classification.loss(test.logits(), trueLabels),
        CalibrationError.expected(confidences, predictions, trueLabels),
        Sparsity.achieved(checkpoint, experiment.architecture(), tested.classes()),
        Classification.recalls(predictions, trueLabels, tested.classes()),
        predictions,
        confidences,
        QScore.ofRows(test.latent()),
        UnitRows.zeros(test.latent()),
        votes,
        geometry);
  }
}

package org.prunescope.metrics.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.prunescope.contract.checkpoint.CheckpointFormat;
import org.prunescope.contract.checkpoint.Safetensors;
import org.prunescope.contract.checkpoint.Tensor;
import org.prunescope.contract.experiment.Augmentation;
import org.prunescope.contract.experiment.ChannelStatistics;
import org.prunescope.contract.experiment.CheckpointRetention;
import org.prunescope.contract.experiment.DataSetSpec;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.experiment.LearningRate;
import org.prunescope.contract.experiment.Optimiser;
import org.prunescope.contract.experiment.Precision;
import org.prunescope.contract.experiment.Training;
import org.prunescope.contract.network.Head;
import org.prunescope.contract.network.WideResNet;
import org.prunescope.contract.objective.CrossEntropy;
import org.prunescope.contract.plan.DataSetFingerprint;
import org.prunescope.contract.pruning.Dense;
import org.prunescope.dataset.ImageDataSet;
import org.prunescope.dataset.Normalisation;
import org.prunescope.dataset.Split;
import org.prunescope.metrics.algorithm.NeighbourSearch;
import org.prunescope.network.Evaluation;
import org.prunescope.network.EvaluationNetwork;
import org.prunescope.network.ImageBatch;
import org.prunescope.network.NetworkState;

class CheckpointMeasurementTest {
  private static final WideResNet ARCHITECTURE = new WideResNet(10, 1);
  // Pixels as they are, so that a fake network can read what a test has written into them.
  private static final ChannelStatistics PIXELS =
      new ChannelStatistics(List.of(0., 0., 0.), List.of(1 / 255., 1 / 255., 1 / 255.));
  private static final long SEED = 5;
  private static final Asked DEPTH = new Asked(true, false, false);

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7, 1000})
  void measuresPredictionsAndDepthHoweverTheImagesAreBatched(int batchSize) throws Exception {
    // given red says what the network predicts, green what the second tap sees; the first tap sees
    // nothing, so its nearest are the first 30 of the support: mostly class 0
    ImageDataSet images =
        dataSet(
            List.of(
                new Image(0, 0, 0), // right from the first probe on
                new Image(1, 1, 1), // right from the second on
                new Image(1, 2, 1), // predicted wrongly, though the last probe knows
                new Image(2, 2, 0)), // predicted rightly, which no probe knows
            support(40));

    // when
    Measurement measurement =
        measuring(new PixelNetworks(), batchSize)
            .of(checkpoint(0), experiment(PIXELS), SEED, DEPTH, images);

    // then
    assertThat(measurement.predictedLabels()).containsExactly(0, 1, 2, 2);
    assertThat(measurement.accuracy()).isEqualTo(0.75);
    assertThat(measurement.recalls()).containsExactly(1, 0.5, 1);
    Measurement.Votes votes = measurement.votes().orElseThrow();
    assertThat(votes.supportSamples()).isEqualTo(120);
    assertThat(votes.latents()).isEmpty();
    assertThat(measurement.geometry()).isEmpty();
    Measurement.Depths depths = votes.depths().orElseThrow();
    assertThat(depths.byFinalPrediction()).containsExactly(0, 1, 2, 2);
    assertThat(depths.byTrueLabel()).containsExactly(1, 1, 1, 2);
  }

  @Test
  void measuresNothingMoreWhereNothingIsAskedForAndFeedsNoOtherImages() throws Exception {
    // given
    ImageDataSet images = dataSet(List.of(new Image(0, 0, 0), new Image(1, 0, 0)), support(40));
    PixelNetworks networks = new PixelNetworks();

    // when
    Measurement measurement =
        measuring(networks, 10)
            .of(checkpoint(0), experiment(PIXELS), SEED, Asked.ALONG_TRAINING, images);

    // then
    assertThat(measurement.votes()).isEmpty();
    assertThat(measurement.geometry()).isEmpty();
    assertThat(networks.fed()).isEqualTo(2);
    // Both are predicted with confidence e / (e + 2), one rightly.
    double confidence = Math.E / (Math.E + 2);
    assertThat(measurement.calibrationError()).isCloseTo(confidence - .5, within(1e-12));
    assertThat(measurement.zeroLatents()).isZero();
  }

  @Test
  void feedsEachImageOnceForDepthAndNeighboursTogether() throws Exception {
    ImageDataSet images = dataSet(List.of(new Image(0, 0, 0), new Image(1, 1, 1)), support(40));
    PixelNetworks networks = new PixelNetworks();

    Measurement measurement =
        measuring(networks, 7)
            .of(checkpoint(0), experiment(PIXELS), SEED, new Asked(true, true, false), images);

    assertThat(networks.fed()).isEqualTo(2 + 120);
    assertThat(measurement.votes().orElseThrow().depths()).isPresent();
    assertThat(measurement.votes().orElseThrow().latents()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 1000})
  void measuresTheAccuracyOfTheNearestLatents(int batchSize) throws Exception {
    // given latents that say red alone, and a support whose red is its label: 30 are enough of one
    ImageDataSet images =
        dataSet(
            List.of(new Image(0, 0, 0), new Image(1, 1, 0), new Image(2, 1, 0), new Image(2, 2, 0)),
            support(40).stream().map(i -> new Image(i.trueLabel(), i.trueLabel(), 0)).toList());

    Measurement measurement =
        measuring(new PixelNetworks(), batchSize)
            .of(checkpoint(0), experiment(PIXELS), SEED, new Asked(false, true, false), images);

    Measurement.Votes votes = measurement.votes().orElseThrow();
    assertThat(votes.depths()).isEmpty();
    assertThat(votes.latents()).contains(new Measurement.LatentVotes(0.75, 0));
  }

  @Test
  void asksOfTheEndWhatTheRequestDoesAndDepthOfItsSeedsAlone() {
    var requested = new org.prunescope.contract.experiment.Measurement(true, 0, List.of(0L, 4L));

    assertThat(Asked.atTheEnd(requested, 4)).isEqualTo(new Asked(true, true, true));
    assertThat(Asked.atTheEnd(requested, 5)).isEqualTo(new Asked(false, true, true));
    assertThat(Asked.ALONG_TRAINING.needsSupport()).isFalse();
  }

  @Test
  void augmentsTheSupportOnceByTheRunsSeedWhereThatIsAskedFor() throws Exception {
    // given a support whose reds a crop moves away from where the network looks
    ImageDataSet images =
        dataSet(
            List.of(new Image(0, 0, 0), new Image(1, 1, 0), new Image(2, 2, 0)),
            support(40).stream().map(i -> new Image(i.trueLabel(), i.trueLabel(), 0)).toList());
    CheckpointMeasurement measurements = measuring(new PixelNetworks(), 10);
    Experiment clean = experiment(PIXELS);
    Experiment augmented = experiment(PIXELS, Augmentation.CROP_FLIP_BOTH);
    Asked asked = new Asked(false, true, false);

    double accuracy = knnAccuracy(measurements.of(checkpoint(0), augmented, 5, asked, images));

    assertThat(knnAccuracy(measurements.of(checkpoint(0), clean, 5, asked, images))).isEqualTo(1);
    assertThat(accuracy).isLessThan(1);
    assertThat(knnAccuracy(measurements.of(checkpoint(0), augmented, 5, asked, images)))
        .isEqualTo(accuracy);
  }

  @Test
  void comparesTwoContrastiveViewsOfEveryTestImage() throws Exception {
    // given latents that are all of one direction or another: red 0, 1, 2 are the corners
    ImageDataSet images =
        dataSet(List.of(new Image(0, 0, 0), new Image(1, 1, 0), new Image(2, 2, 0)), support(10));
    PixelNetworks networks = new PixelNetworks();

    Measurement.Geometry geometry =
        measuring(networks, 2)
            .of(checkpoint(0), experiment(PIXELS), SEED, new Asked(false, false, true), images)
            .geometry()
            .orElseThrow();

    // then three orthogonal latents of one length, all at squared distance 2
    assertThat(networks.fed()).isEqualTo(3 * 3);
    assertThat(geometry.rankMe().orElseThrow()).isCloseTo(3, within(1e-5));
    assertThat(geometry.uniformity().orElseThrow()).isCloseTo(-4, within(1e-9));
    assertThat(geometry.alignment()).isBetween(0.0, 2.0);
  }

  @Test
  void countsLatentsWithoutNorm() throws Exception {
    ImageDataSet images = dataSet(List.of(new Image(0, 0, 0), new Image(1, 1, 0)), support(10));

    Measurement measurement =
        measuring((architecture, classes, content) -> new SilentNetwork(classes), 10)
            .of(checkpoint(0), experiment(PIXELS), SEED, new Asked(false, true, true), images);

    assertThat(measurement.zeroLatents()).isEqualTo(2);
    assertThat(measurement.votes().orElseThrow().latents().orElseThrow().zeroLatents())
        .isEqualTo(30);
    assertThat(measurement.geometry().orElseThrow().rankMe()).isEmpty();
    assertThat(measurement.geometry().orElseThrow().alignment()).isZero();
  }

  @Test
  void countsZerosOfWeightsAloneAsSparsity() throws Exception {
    ImageDataSet images = dataSet(List.of(new Image(0, 0, 0)), support(40));
    NetworkState state = NetworkState.initial(ARCHITECTURE, new Head.Classifier(3), 1);
    int weights =
        state.layout().stream()
            .filter(parameter -> parameter.kind().isWeight())
            .mapToInt(parameter -> parameter.size())
            .sum();

    Measurement measurement =
        measuring(new PixelNetworks(), 10)
            .of(checkpoint(100), experiment(PIXELS), SEED, Asked.ALONG_TRAINING, images);

    assertThat(measurement.sparsity()).isCloseTo(100.0 / weights, within(1e-12));
    assertThat(measurement.layers())
        .extracting(LayerSparsity::name)
        .startsWith("encoder.conv1.weight")
        .endsWith("fc.weight")
        .doesNotContain("fc.bias");
    assertThat(measurement.layers().getLast())
        .isEqualTo(new LayerSparsity("fc.weight", 3 * 64, 100));
    assertThat(measurement.layers().getFirst())
        .isEqualTo(new LayerSparsity("encoder.conv1.weight", 3 * 3 * 3 * 16, 0));
  }

  @Test
  void measuresWhatLibtorchComputes() throws Exception {
    // given
    ImageDataSet images =
        dataSet(
            List.of(new Image(0, 3, 9), new Image(1, 200, 50), new Image(2, 7, 250)), support(40));
    Safetensors.Content checkpoint = checkpoint(0);
    NetworkState state = NetworkState.of(checkpoint, ARCHITECTURE, new Head.Classifier(3));
    ChannelStatistics ownStatistics =
        new ChannelStatistics(List.of(.1, .2, .3), List.of(.5, .6, .7));

    // when
    Measurement measurement =
        measuring(new LibtorchNetworks(1), 2)
            .of(checkpoint, experiment(ownStatistics), SEED, new Asked(true, true, true), images);

    // then
    Evaluation expected;
    try (EvaluationNetwork network = EvaluationNetwork.load(state, 1)) {
      float[] pixels = new Normalisation(ownStatistics).images(images.test(), 0, 3);
      expected = network.evaluate(new ImageBatch(pixels, 3, Split.SIDE, Split.SIDE));
    }
    for (int image = 0; image < 3; image++) {
      float[] logits = expected.logits()[image];
      double sum = 0;
      for (float logit : logits) {
        sum += Math.exp(logit);
      }
      int predicted = measurement.predictedLabels()[image];
      assertThat(measurement.confidences()[image])
          .isCloseTo(Math.exp(logits[predicted]) / sum, within(1e-5));
    }
    for (int depth : measurement.votes().orElseThrow().depths().orElseThrow().byFinalPrediction()) {
      assertThat(depth).isBetween(0, ARCHITECTURE.taps().size());
    }
  }

  private static CheckpointMeasurement measuring(FrozenNetworks networks, int batchSize) {
    return new CheckpointMeasurement(networks, batchSize, new NeighbourSearch(1, 64 << 20));
  }

  /** The first values of an image's first pixel. */
  private record Image(int trueLabel, int red, int green) {}

  /** As many of each class 0, 1, 2 in this order, whose green is their class. */
  private static List<Image> support(int ofEach) {
    List<Image> images = new ArrayList<>();
    for (int label = 0; label < 3; label++) {
      for (int i = 0; i < ofEach; i++) {
        images.add(new Image(label, 0, label));
      }
    }
    return images;
  }

  private static ImageDataSet dataSet(List<Image> test, List<Image> train) {
    List<String> classes = List.of("a", "b", "c");
    return new ImageDataSet(
        classes,
        split(train),
        split(test),
        new DataSetFingerprint("0".repeat(64), classes, train.size(), test.size()));
  }

  private static Split split(List<Image> images) {
    byte[] pixels = new byte[images.size() * Split.IMAGE_VALUES];
    short[] labels = new short[images.size()];
    for (int i = 0; i < labels.length; i++) {
      pixels[i * Split.IMAGE_VALUES] = (byte) images.get(i).red();
      pixels[i * Split.IMAGE_VALUES + 1] = (byte) images.get(i).green();
      labels[i] = (short) images.get(i).trueLabel();
    }
    return new Split(pixels, labels);
  }

  private static Safetensors.Content checkpoint(int zeros) {
    Safetensors.Content initial =
        NetworkState.initial(ARCHITECTURE, new Head.Classifier(3), 1).content();
    Tensor classifier = initial.tensor(Head.Classifier.WEIGHT);
    float[] weights = classifier.floats();
    Arrays.fill(weights, 0, zeros, 0);
    SortedMap<String, Tensor> tensors = new TreeMap<>(initial.tensors());
    tensors.put(Head.Classifier.WEIGHT, Tensor.ofFloats(weights, classifier.shape()));
    return new Safetensors.Content(CheckpointFormat.METADATA, tensors);
  }

  private static double knnAccuracy(Measurement measurement) {
    return measurement.votes().orElseThrow().latents().orElseThrow().accuracy();
  }

  private static Experiment experiment(ChannelStatistics normalisation) {
    return experiment(normalisation, Augmentation.NONE);
  }

  private static Experiment experiment(
      ChannelStatistics normalisation, Augmentation supportAugmentation) {
    Training training =
        new Training(
            1, 8, new Optimiser(0, 0, false, 0), new LearningRate.Constant(0.1), Augmentation.NONE);
    return new Experiment(
        "tiny",
        DataSetSpec.Cifar10.WHOLE,
        normalisation,
        ARCHITECTURE,
        List.of(new CrossEntropy(training)),
        List.of(new Dense("dense")),
        List.of(),
        List.of(0L),
        10,
        1,
        Precision.FLOAT32,
        true,
        CheckpointRetention.ALL,
        new org.prunescope.contract.experiment.Measurement(
            true, 0, List.of(), true, true, supportAugmentation, 0, false));
  }
}

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
import org.prunescope.contract.experiment.Objective;
import org.prunescope.contract.experiment.Optimiser;
import org.prunescope.contract.experiment.PruningPlan;
import org.prunescope.contract.experiment.Training;
import org.prunescope.contract.network.Architecture;
import org.prunescope.contract.network.Head;
import org.prunescope.contract.network.WideResNet;
import org.prunescope.contract.plan.DataSetFingerprint;
import org.prunescope.dataset.ImageDataSet;
import org.prunescope.dataset.Normalisation;
import org.prunescope.dataset.Split;
import org.prunescope.metrics.algorithm.FeatureMatrix;
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
        new CheckpointMeasurement(new PixelNetworks(), batchSize)
            .of(checkpoint(0), experiment(PIXELS, true), SEED, images);

    // then
    assertThat(measurement.predictedLabels()).containsExactly(0, 1, 2, 2);
    assertThat(measurement.accuracy()).isEqualTo(0.75);
    assertThat(measurement.recalls()).containsExactly(1, 0.5, 1);
    Measurement.Depths depths = measurement.depths().orElseThrow();
    assertThat(depths.supportSamples()).isEqualTo(120);
    assertThat(depths.byFinalPrediction()).containsExactly(0, 1, 2, 2);
    assertThat(depths.byTrueLabel()).containsExactly(1, 1, 1, 2);
  }

  @Test
  void leavesDepthOutWhereItIsNotAskedFor() throws Exception {
    ImageDataSet images = dataSet(List.of(new Image(0, 0, 0)), support(40));

    assertThat(
            new CheckpointMeasurement(new PixelNetworks(), 10)
                .of(checkpoint(0), experiment(PIXELS, false), SEED, images)
                .depths())
        .isEmpty();
  }

  @Test
  void measuresDepthOfTheSeedsThatItIsAskedForAlone() throws Exception {
    ImageDataSet images = dataSet(List.of(new Image(0, 0, 0)), support(40));
    CheckpointMeasurement measurement = new CheckpointMeasurement(new PixelNetworks(), 10);
    Experiment experiment = experiment(PIXELS, true, List.of(0L, 4L));

    assertThat(measurement.of(checkpoint(0), experiment, 4, images).depths()).isPresent();
    assertThat(measurement.of(checkpoint(0), experiment, 5, images).depths()).isEmpty();
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

    double sparsity =
        new CheckpointMeasurement(new PixelNetworks(), 10)
            .of(checkpoint(100), experiment(PIXELS, false), SEED, images)
            .sparsity();

    assertThat(sparsity).isCloseTo(100.0 / weights, within(1e-12));
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
        new CheckpointMeasurement(new LibtorchNetworks(1), 2)
            .of(checkpoint, experiment(ownStatistics, true), SEED, images);

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
    for (int depth : measurement.depths().orElseThrow().byFinalPrediction()) {
      assertThat(depth).isBetween(0, ARCHITECTURE.taps().size());
    }
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

  private static Experiment experiment(ChannelStatistics normalisation, boolean predictionDepth) {
    return experiment(normalisation, predictionDepth, List.of());
  }

  private static Experiment experiment(
      ChannelStatistics normalisation, boolean predictionDepth, List<Long> depthSeeds) {
    Training training =
        new Training(
            1, 8, new Optimiser(0, 0, false, 0), new LearningRate.Constant(0.1), Augmentation.NONE);
    return new Experiment(
        "tiny",
        DataSetSpec.Cifar10.WHOLE,
        normalisation,
        ARCHITECTURE,
        List.of(new Objective.CrossEntropy(training)),
        List.of(new PruningPlan.Dense("dense")),
        List.of(),
        List.of(0L),
        10,
        1,
        true,
        CheckpointRetention.ALL,
        new org.prunescope.contract.experiment.Measurement(predictionDepth, 0, depthSeeds));
  }

  /** Predicts red; its first tap sees nothing, its second green. */
  private static final class PixelNetworks implements FrozenNetworks {
    @Override
    public FrozenNetwork load(Architecture architecture, int classes, Safetensors.Content content) {
      return new FrozenNetwork() {
        @Override
        public Activations evaluate(float[] images, int count, boolean tapped) {
          float[] logits = new float[count * classes];
          float[] green = new float[count];
          for (int i = 0; i < count; i++) {
            logits[i * classes + Math.round(images[i * Split.IMAGE_VALUES])] = 1;
            green[i] = images[i * Split.IMAGE_VALUES + 1];
          }
          FeatureMatrix logitRows = new FeatureMatrix(count, classes, logits);
          FeatureMatrix nothing = new FeatureMatrix(count, 1, new float[count]);
          FeatureMatrix second = new FeatureMatrix(count, 1, green);
          return new Activations(
              logitRows, logitRows, tapped ? List.of(nothing, second) : List.of());
        }

        @Override
        public void close() {
          // Nothing is held.
        }
      };
    }
  }
}

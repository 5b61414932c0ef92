package org.prunescope.metrics.evaluation;

import java.util.Arrays;
import org.prunescope.contract.experiment.Augmentation;
import org.prunescope.contract.experiment.Experiment;
import org.prunescope.contract.random.Purpose;
import org.prunescope.dataset.ImageDataSet;
import org.prunescope.dataset.Normalisation;
import org.prunescope.dataset.Split;
import org.prunescope.dataset.augmentation.AugmentedViews;

/**
 * The images that one run's checkpoints are measured with: the same at each of them, whatever was
 * asked for before.
 */
final class TestedImages {
  private final ImageDataSet images;
  private final Experiment experiment;
  private final long seed;
  private final Normalisation normalisation;

  TestedImages(ImageDataSet images, Experiment experiment, long seed) {
    this.images = images;
    this.experiment = experiment;
    this.seed = seed;
    this.normalisation = new Normalisation(experiment.normalisation());
  }

  int classes() {
    return images.classes().size();
  }

  int testSamples() {
    return images.test().size();
  }

  int[] testLabels() {
    return labels(images.test(), testSamples());
  }

  /** Test images, normalised, nothing else. */
  NetworkPass.Images test() {
    return (from, to) -> normalisation.images(images.test(), from, to);
  }

  /**
   * One of the two contrastive views of each test image.
   *
   * @param purpose which of them
   */
  NetworkPass.Images testViews(Purpose purpose) {
    return views(Augmentation.CONTRASTIVE, images.test(), purpose);
  }

  /** Training images that vote: the first so many. */
  int supportSamples() {
    int asked = experiment.measurement().supportSamples();
    int all = images.train().size();
    return asked == 0 ? all : Math.min(asked, all);
  }

  int[] supportLabels() {
    return labels(images.train(), supportSamples());
  }

  /** The training images that vote, each augmented once where the request says so. */
  NetworkPass.Images support() {
    return views(
        experiment.measurement().supportAugmentation(), images.train(), Purpose.SUPPORT_VIEW);
  }

  private NetworkPass.Images views(Augmentation augmentation, Split split, Purpose purpose) {
    AugmentedViews views = new AugmentedViews(augmentation, normalisation);
    return (from, to) -> views.forMeasurement(split, from, to, seed, purpose);
  }

  private static int[] labels(Split split, int samples) {
    int[] labels = new int[samples];
    Arrays.setAll(labels, sample -> split.labels()[sample]);
    return labels;
  }
}

package org.prunescope.benchmarks;

import java.util.Arrays;
import org.prunescope.contract.experiment.Augmentation;
import org.prunescope.contract.plan.Learning;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What is timed of a network, at the sizes at which it is usually trained. */
enum TrainingTask {
  CROSS_ENTROPY("cross-entropy", 128, 4, Augmentation.CROP_FLIP),
  SUPCON("supcon", 256, 1, Augmentation.CONTRASTIVE),
  /** Evaluation with logits, latent and taps. */
  INFERENCE("inference", 512, 2, Augmentation.NONE);

  private final String text;
  private final int images;
  private final int steps;
  private final Augmentation augmentation;

  TrainingTask(String text, int images, int steps, Augmentation augmentation) {
    this.text = text;
    this.images = images;
    this.steps = steps;
    this.augmentation = augmentation;
  }

  @Override
  public String toString() {
    return text;
  }

  /** The task of this name. */
  static final class Named implements ITypeConverter<TrainingTask> {
    @Override
    public TrainingTask convert(String name) {
      return Arrays.stream(values())
          .filter(task -> task.text.equals(name))
          .findFirst()
          .orElseThrow(
              () -> new TypeConversionException("expected one of " + Arrays.toString(values())));
    }
  }

  /** Its name here and in peers/training.py. */
  String text() {
    return text;
  }

  /** Images of a step; each of them makes as many views as the learning has. */
  int images() {
    return images;
  }

  /** Steps of a timed run. */
  int steps() {
    return steps;
  }

  /** Views that a timed run takes through the network. */
  int views() {
    return images * steps * learning().views();
  }

  Learning learning() {
    return switch (this) {
      case CROSS_ENTROPY, INFERENCE -> new Learning.CrossEntropy();
      case SUPCON -> new Learning.Contrastive(true, 0.1, 0.1, 128);
    };
  }

  Augmentation augmentation() {
    return augmentation;
  }
}

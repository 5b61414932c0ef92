package org.prunescope.dataset.augmentation;

import java.util.stream.IntStream;
import org.prunescope.contract.experiment.Augmentation;
import org.prunescope.contract.random.Purpose;
import org.prunescope.contract.random.RandomStream;
import org.prunescope.dataset.Normalisation;
import org.prunescope.dataset.Split;

/**
 * Training images as a network sees them: augmented, then normalised.
 *
 * <p>A view is a pure function of (image, augmentation, normalisation, seed, phase, epoch, sample,
 * view), to the bit and on every JDK: all its numbers come from one {@link RandomStream}, its
 * arithmetic is exactly defined. Any thread may ask.
 */
public final class AugmentedViews {
  private final Augmentation augmentation;
  private final Normalisation normalisation;

  public AugmentedViews(Augmentation augmentation, Normalisation normalisation) {
    this.augmentation = augmentation;
    this.normalisation = normalisation;
  }

  /**
   * One view of each of some samples.
   *
   * @param samples indices within the split
   * @param seed of the run
   * @param phase index of the phase
   * @param epoch index of the epoch within the phase
   * @param view 0, or 1 for the second view of a contrastive pair
   * @return (samples, 32, 32, 3)
   */
  public float[] batch(Split split, int[] samples, long seed, int phase, int epoch, int view) {
    float[] views = new float[samples.length * Split.IMAGE_VALUES];
    for (int i = 0; i < samples.length; i++) {
      write(split, samples[i], seed, phase, epoch, purpose(view), views, i);
    }
    return views;
  }

  /**
   * One view of each of some neighbouring samples, for a measurement: the same at every checkpoint
   * of a run.
   *
   * @param from first sample
   * @param to one past the last sample
   * @param seed of the run
   * @param purpose of the view
   * @return (to - from, 32, 32, 3)
   */
  public float[] forMeasurement(Split split, int from, int to, long seed, Purpose purpose) {
    float[] views = new float[(to - from) * Split.IMAGE_VALUES];
    for (int sample = from; sample < to; sample++) {
      write(split, sample, seed, 0, 0, purpose, views, sample - from);
    }
    return views;
  }

  /**
   * As many views of each of some samples as are asked for: the first views of all, then the second
   * views in the same order. Made in parallel by the threads of the fork-join pool that it is
   * called in.
   *
   * @param samples indices within the split
   * @param seed of the run
   * @param phase index of the phase
   * @param epoch index of the epoch within the phase
   * @param views 1 or 2
   * @return (views x samples, 32, 32, 3)
   */
  public float[] stacked(Split split, int[] samples, long seed, int phase, int epoch, int views) {
    int count = samples.length;
    float[] stacked = new float[views * count * Split.IMAGE_VALUES];
    IntStream.range(0, views * count)
        .parallel()
        .forEach(
            i -> {
              Purpose purpose = purpose(i / count);
              write(split, samples[i % count], seed, phase, epoch, purpose, stacked, i);
            });
    return stacked;
  }

  private void write(
      Split split,
      int sample,
      long seed,
      int phase,
      int epoch,
      Purpose purpose,
      float[] views,
      int index) {
    draw(new RandomStream(seed, phase, epoch, sample, purpose))
        .write(split, sample, normalisation, views, index * Split.IMAGE_VALUES);
  }

  private View draw(RandomStream random) {
    return switch (augmentation) {
      case NONE -> CropFlipView.UNCHANGED;
      case CROP_FLIP -> CropFlipView.draw(random, false);
      case CROP_FLIP_BOTH -> CropFlipView.draw(random, true);
      case CONTRASTIVE -> ContrastiveView.draw(random);
    };
  }

  private static Purpose purpose(int view) {
    return switch (view) {
      case 0 -> Purpose.AUGMENTATION_VIEW_0;
      case 1 -> Purpose.AUGMENTATION_VIEW_1;
      default -> throw new IllegalArgumentException("view must be 0 or 1, not " + view);
    };
  }
}

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
    write(split, samples, seed, phase, epoch, purpose(view), views, 0);
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
    int[] samples = IntStream.range(from, to).toArray();
    float[] views = new float[samples.length * Split.IMAGE_VALUES];
    write(split, samples, seed, 0, 0, purpose, views, 0);
    return views;
  }

  /**
   * As many views of each of some samples as are asked for: the first views of all, then the second
   * views in the same order.
   *
   * @param samples indices within the split
   * @param seed of the run
   * @param phase index of the phase
   * @param epoch index of the epoch within the phase
   * @param views 1 or 2
   * @return (views x samples, 32, 32, 3)
   */
  public float[] stacked(Split split, int[] samples, long seed, int phase, int epoch, int views) {
    int values = samples.length * Split.IMAGE_VALUES;
    float[] stacked = new float[views * values];
    for (int view = 0; view < views; view++) {
      write(split, samples, seed, phase, epoch, purpose(view), stacked, view * values);
    }
    return stacked;
  }

  private void write(
      Split split,
      int[] samples,
      long seed,
      int phase,
      int epoch,
      Purpose purpose,
      float[] views,
      int from) {
    for (int i = 0; i < samples.length; i++) {
      draw(new RandomStream(seed, phase, epoch, samples[i], purpose))
          .write(split, samples[i], normalisation, views, from + i * Split.IMAGE_VALUES);
    }
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

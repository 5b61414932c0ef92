package org.prunescope.trainer.input;

import java.util.Iterator;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.prunescope.contract.plan.Phase;
import org.prunescope.dataset.Normalisation;
import org.prunescope.dataset.Split;
import org.prunescope.dataset.augmentation.AugmentedViews;
import org.prunescope.network.ImageBatch;
import org.prunescope.trainer.algorithm.SampleOrder;

/**
 * The batches of one phase of one run, each a pure function of its step. Not thread-safe; but the
 * batches that it describes may be made by any thread.
 */
public final class BatchSequence {
  private final Split split;
  private final AugmentedViews augmentedViews;
  private final SampleOrder order;
  private final long seed;
  private final int phase;
  private final int views;

  /**
   * @param split the training images
   * @param seed of the run
   * @param index of the phase
   */
  public BatchSequence(
      Split split, Normalisation normalisation, Phase phase, long seed, int index) {
    this.split = split;
    this.augmentedViews = new AugmentedViews(phase.training().augmentation(), normalisation);
    this.order = new SampleOrder(seed, index, split.size(), phase.training().batchSize());
    this.seed = seed;
    this.phase = index;
    this.views = phase.learning().views();
  }

  /**
   * The batches of these updates, in ascending order: a description each, which makes its batch
   * when it is asked to.
   *
   * @param first step within the phase, from 1
   * @param last step, included
   */
  public Iterator<Supplier<TrainingBatch>> between(int first, int last) {
    return IntStream.rangeClosed(first, last).mapToObj(this::describe).iterator();
  }

  private Supplier<TrainingBatch> describe(int step) {
    int epoch = order.epoch(step);
    int[] samples = order.batch(step);
    return () -> make(epoch, samples);
  }

  private TrainingBatch make(int epoch, int[] samples) {
    float[] pixels = augmentedViews.stacked(split, samples, seed, phase, epoch, views);
    ImageBatch images = new ImageBatch(pixels, views * samples.length, Split.SIDE, Split.SIDE);
    return new TrainingBatch(epoch, images, labels(samples));
  }

  private int[] labels(int[] samples) {
    int[] labels = new int[samples.length];
    for (int i = 0; i < samples.length; i++) {
      labels[i] = split.labels()[samples[i]];
    }
    return labels;
  }
}

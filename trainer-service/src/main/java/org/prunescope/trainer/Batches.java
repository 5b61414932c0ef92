package org.prunescope.trainer;

import org.prunescope.contract.event.SegmentRequested;
import org.prunescope.contract.experiment.Training;
import org.prunescope.contract.plan.Phase;
import org.prunescope.contract.plan.Plan;
import org.prunescope.dataset.Normalisation;
import org.prunescope.dataset.Split;
import org.prunescope.dataset.augmentation.AugmentedViews;
import org.prunescope.network.ImageBatch;
import org.prunescope.trainer.algorithm.SampleOrder;

/** What each update of a run's phase sees: a function of run, phase and step alone. */
final class Batches {
  private final Split split;
  private final long seed;
  private final int phase;
  private final int viewsOfEach;
  private final SampleOrder order;
  private final AugmentedViews views;

  Batches(Plan plan, Phase phase, Split split, SegmentRequested segment) {
    Training training = phase.training();
    this.split = split;
    this.seed = segment.run().seed();
    this.phase = segment.target().phase();
    this.viewsOfEach = phase.learning().views();
    this.order = new SampleOrder(seed, this.phase, split.size(), training.batchSize());
    this.views =
        new AugmentedViews(
            training.augmentation(), new Normalisation(plan.request().normalisation()));
  }

  /**
   * What one update sees.
   *
   * @param images as many views of each sample as the phase learns from, the first views of all
   *     samples before their second ones
   * @param labels class of each sample
   */
  record Batch(int epoch, ImageBatch images, int[] labels) {}

  /**
   * The batch of an update.
   *
   * @param step of the phase, from 1
   */
  Batch of(int step) {
    int epoch = order.epoch(step);
    int[] samples = order.batch(step);
    float[] pixels =
        viewsOfEach == 1
            ? views.batch(split, samples, seed, phase, epoch, 0)
            : views.pairs(split, samples, seed, phase, epoch);
    int count = samples.length * viewsOfEach;
    return new Batch(epoch, new ImageBatch(pixels, count, Split.SIDE, Split.SIDE), labels(samples));
  }

  private int[] labels(int[] samples) {
    int[] labels = new int[samples.length];
    for (int i = 0; i < samples.length; i++) {
      labels[i] = split.labels()[samples[i]];
    }
    return labels;
  }
}
